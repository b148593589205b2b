// Everything that works without JavaScript, as before hydration.
import { expect, test } from "./app";

test.use({ javaScriptEnabled: false });

test("sign-in, search, deletion, undo and purge work without JavaScript", async ({ page, app }) => {
  await page.goto("/contacts");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(app.signIns.admin.email);
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("wrong");
  await page.getByLabel("E-mail").fill(app.signIns.admin.email);
  await page.getByLabel("Password").fill(app.signIns.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Search contacts").fill("helios");
  await page.getByLabel("Search contacts").press("Enter");
  await expect(page.getByText("Results for “helios”")).toBeVisible();
  const names = await page.locator("tbody .who > span:last-child").allInnerTexts();
  expect(names.length).toBeGreaterThan(1);

  // Two from the table, after a wrong number.
  const boxes = page.locator("tbody input[type=checkbox]");
  await boxes.nth(0).check();
  await boxes.nth(1).check();
  await page.getByRole("button", { name: "Delete selected" }).click();
  await expect(page.getByRole("heading", { name: "Delete 2 contacts?" })).toBeVisible();
  await page.getByLabel("Reason (optional)").fill("Twice & 50% off");
  await page.getByLabel("Type 2 to confirm").fill("7");
  await page.getByRole("button", { name: "Delete 2 contacts" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was changed");
  await expect(page.getByLabel("Reason (optional)")).toHaveValue("Twice & 50% off");
  await page.getByLabel("Type 2 to confirm").fill("2");
  await page.getByRole("button", { name: "Delete 2 contacts" }).click();
  await expect(page.getByRole("heading", { name: /^Deletion/ })).toBeVisible();
  await page.getByRole("button", { name: "Restore all" }).click();
  await expect(page.getByRole("heading", { name: /^Restore/ })).toBeVisible();
  await page.goto("/contacts?q=helios");
  expect(await page.locator("tbody .who > span:last-child").allInnerTexts()).toEqual(names);

  // One from its page, restored from its page.
  await page.locator("tbody .who").first().click();
  const address = page.url();
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await page.goto(address);
  await expect(page.getByText("is in the trash")).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.goto(address);
  await expect(page.getByText("is in the trash")).toHaveCount(0);

  // A double click saves once.
  await page.goto(`${address}/edit`);
  await page.getByLabel("Job title").fill("Twice clicked");
  await page.getByRole("button", { name: "Save" }).dblclick();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page).toHaveURL(address);
  await expect(page.getByText("Twice clicked").first()).toBeVisible();

  // The owner is changed and changed back.
  await page.goto("/contacts?q=helios");
  await page.locator("tbody input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Change owner" }).click();
  await page.getByLabel("New owner").selectOption({ label: "Unassigned" });
  await page.getByRole("button", { name: "Change owner of 1 contact" }).click();
  await expect(page.getByRole("heading", { name: /^Owner change/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo: restore the previous owners" }).click();
  await expect(page.getByText(/Undoes operation \d+/)).toBeVisible();

  // From the trash.
  await page.goto("/contacts?q=helios");
  await page.locator("tbody input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Delete selected" }).click();
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await page.goto("/trash?q=helios");
  await page.locator("tbody input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Restore selected" }).click();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByRole("heading", { name: /^Restore/ })).toBeVisible();
  await page.goto("/trash?q=helios");
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();

  // Purged.
  await page.goto("/contacts?q=helios");
  await page.locator("tbody input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Delete selected" }).click();
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await page.goto("/trash?q=helios");
  await page.locator("tbody input[type=checkbox]").first().check();
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Permanently delete 1 contact" }).click();
  await expect(async () => {
    await page.reload();
    await expect(page.locator(".stats")).toContainText("Permanently deleted1", { timeout: 500 });
  }).toPass();
});
