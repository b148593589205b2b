// Approval: a large deletion is requested, reviewed, and approved or declined by a second person.
import { axe, consoleOf, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";

test("a deletion above the limit of the role waits for a second person", { tag: "@db" }, async ({ page: admin, app, own }) => {
  const member = await (await own.newContext({ baseURL: app.url })).newPage();
  const messages = consoleOf(member);

  await signIn(admin, app, "admin", "/settings/roles");
  await admin.getByRole("link", { name: "Member" }).click();
  await admin.getByLabel("Records at once").fill("1");
  await admin.getByRole("button", { name: "Save" }).click();
  await expect(admin.getByLabel("Records at once")).toHaveValue("1");
  await axe(admin);

  await signIn(member, app, "dario");
  for (const name of ["Waita", "Waitb"]) await makeContact(member, name, `${name.toLowerCase()}@example.com`);
  const ask = async () => {
    await member.goto("/contacts?q=wait");
    await hydrated(member);
    await member.getByLabel("Select page").check();
    await member.locator(".bar").getByRole("button", { name: "Delete" }).click();
    await expect(member.getByText("until another user approves")).toBeVisible();
    await member.getByLabel("Type 2 to confirm").fill("2");
    await member.getByRole("button", { name: "Delete 2 contacts" }).click();
    await expect(member.locator("#state")).toHaveText("Waiting for approval. Nothing is deleted yet.");
  };
  await ask();
  await axe(member);
  await expect(member.getByRole("button", { name: "Approve" })).toBeHidden();

  // An approver finds it on the home page, sees what it affects, and declines.
  await admin.goto("/");
  await admin.getByRole("link", { name: "Delete 2 contacts" }).click();
  await expect(admin.getByRole("link", { name: "Waita" })).toBeVisible();
  await expect(admin.getByRole("region", { name: "What will be affected" })).toContainText("Nothing else is affected.");
  await admin.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(admin);
  await axe(admin);
  await admin.getByLabel("Comment").fill("Not these");
  await admin.getByRole("button", { name: "Decline" }).click();
  await expect(admin.locator("#state")).toHaveText("Declined. Nothing was deleted.");
  await member.reload();
  await expect(member.getByText("Not these")).toBeVisible();

  await ask();
  const operation = member.url();
  await admin.goto(operation);
  await admin.getByRole("button", { name: "Approve" }).click();
  await expect(admin.getByText(/^Approved by/)).toBeVisible();
  await expect(async () => {
    await member.reload();
    await expect(member.locator(".stats dd").first()).toHaveText("2", { timeout: 500 });
  }).toPass();
  await member.goto("/contacts?q=wait");
  await expect(member.getByRole("link", { name: "Waita" })).toBeHidden();

  expect(messages).toEqual([]);
  await member.context().close();
});
