// Operations: list, partial undo, change of owner, purge, retention, and progress of a running one.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";

test("a change of owner is undone for one of its records", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Handed One", "handed1@example.com");
  await makeContact(page, "Handed Two", "handed2@example.com");
  await page.goto("/contacts?q=handed");
  await hydrated(page);
  await page.getByLabel("Select page").check();
  await page.getByRole("link", { name: "Change owner" }).click();
  await expect(page.getByRole("heading", { name: "Change owner of 2 contacts" })).toBeVisible();
  await axe(page);
  await page.getByLabel("New owner").selectOption({ label: "Mira Sample" });
  await page.getByRole("button", { name: "Change owner of 2 contacts" }).click();
  await expect(page.getByText("New owner: Mira Sample.")).toBeVisible();
  await expect(page.getByRole("cell", { name: "Mira Sample" })).toHaveCount(2);
  await axe(page);
  // With nothing selected nothing is undone.
  await page.getByRole("button", { name: "Undo for selected records" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Select Handed One").check();
  await page.getByRole("button", { name: "Undo for selected records" }).click();
  await expect(page.getByText("Owner change", { exact: false }).first()).toBeVisible();
  await page.goto("/contacts?q=handed&sort=name");
  await expect(page.locator("tbody tr").nth(0)).toContainText("Giulia Esempio");
  await expect(page.locator("tbody tr").nth(1)).toContainText("Mira Sample");
});

test("a changed selection is refused with its difference", { tag: "@db" }, async ({ page, app, context }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Moving One", "moving1@example.com");
  await makeContact(page, "Moving Two", "moving2@example.com");
  await page.goto("/contacts?q=moving");
  await hydrated(page);
  await page.getByLabel("Select page").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByLabel("Type 2 to confirm")).toBeVisible();
  // One of them is deleted from another tab.
  const other = await context.newPage();
  await other.goto("/contacts?q=moving+one");
  await hydrated(other);
  await other.getByLabel("Select Moving One").check();
  await other.getByRole("button", { name: "Delete", exact: true }).click();
  await other.getByLabel("Type 1 to confirm").fill("1");
  await other.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(other.getByRole("heading", { name: "No results" })).toBeVisible();
  await other.close();
  await page.getByLabel("Type 2 to confirm").fill("2");
  await page.getByRole("button", { name: "Delete 2 contacts" }).click();
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("Nothing was changed");
  await expect(alert).toContainText("Before: 2. Now: 1.");
  await expect(alert).toContainText("No longer selected: Moving One.");
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
});

test("a part of a deletion is restored and deleted again", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Partly One", "partly1@example.com");
  await makeContact(page, "Partly Two", "partly2@example.com");
  await page.goto("/contacts?q=partly");
  await hydrated(page);
  await page.getByLabel("Select page").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByLabel("Type 2 to confirm").fill("2");
  await page.getByRole("button", { name: "Delete 2 contacts" }).click();
  await page.getByRole("status").getByRole("link", { name: "Details" }).click();
  await page.getByLabel("Search these records").fill("partly two");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.getByLabel("Select Partly Two").check();
  await page.getByRole("button", { name: "Restore selected records" }).click();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.locator(".stats")).toContainText("Restored1");
  await axe(page);
  await page.getByRole("button", { name: "Undo: move back to trash" }).click();
  await expect(page.getByRole("heading", { name: /^Deletion \d+$/ })).toBeVisible();
  await expect(page.getByText(/Undoes operation \d+/)).toBeVisible();
  await page.goto("/trash?q=partly");
  await expect(page.locator("tbody tr")).toHaveCount(2);
});

test("a purge from the trash leaves no name in its receipt", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Forgotten Fred", "fred@example.com");
  const address = page.url();
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByText("Forgotten Fred is in the trash")).toBeVisible();
  await page.goto("/trash?q=forgotten");
  await hydrated(page);
  await page.getByLabel("Select Forgotten Fred").check();
  await page.getByRole("link", { name: "Delete permanently", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Permanently delete 1 contact?" })).toBeVisible();
  await axe(page);
  await page.getByLabel("Reason (optional)").fill("By request");
  await page.getByLabel("Type 1 to confirm").fill("2");
  await page.getByRole("button", { name: "Permanently delete 1 contact" }).click();
  await expect(page.getByRole("alert")).toContainText("Type 1 to confirm");
  await expect(page.getByLabel("Reason (optional)")).toHaveValue("By request");
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Permanently delete 1 contact" }).click();
  await expect(page.locator(".stats")).toContainText("Permanently deleted1");
  await expect(page.locator("#records")).not.toContainText("Forgotten Fred");
  await axe(page);
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(404);
  // A member may delete but not purge.
  await page.goto("/contacts");
  await hydrated(page);
  await page.getByLabel("Your account").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await signIn(page, app, "dario", "/trash");
  await expect(page.getByRole("link", { name: "Empty trash" })).toHaveCount(0);
  expect((await page.goto("/trash/purge?ids=1"))?.status()).toBe(403);
});

test("the list of operations filters, has a chart and links to receipts", async ({ page, app }) => {
  await signIn(page, app, "admin", "/operations");
  await expect(page.getByRole("heading", { name: "Operations", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Everyone’s" }).click();
  await expect(page).toHaveURL(/whose=everyone/);
  await expect(page.getByRole("img", { name: /^Total: / })).toBeVisible();
  await expect(page.locator(".chart rect.part").first()).toBeAttached();
  await axe(page);
  await page.locator("select[name=kind]").selectOption({ label: "Deletion" });
  await page.locator("select[name=by]").selectOption({ label: "Dario Prova" });
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/kind=delete/);
  await expect(page.getByRole("link", { name: "Deletion 1", exact: true })).toBeVisible();
  for (const row of await page.locator("tbody tr").all()) await expect(row).toContainText("Dario Prova");
  await page.getByRole("link", { name: "Deletion 1", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Deletion 1" })).toBeVisible();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const piece of stream) text += piece;
  expect(text).toMatch(/^"ID","Record","Outcome","Owner","Now"\r\n"\d+",".+","Deleted",/);
});

test.describe("retention, on a phone", () => {
  // A server of its own, because the other tests rely on the initial retention.
  test.use({ viewport: { width: 390, height: 800 }, setup: { contacts: 120 } });

  test("an admin changes the retention; invalid days are refused", async ({ page, app }) => {
    await signIn(page, app, "admin", "/settings/retention");
    const days = page.getByLabel("Days for contacts");
    const save = page.locator("form").filter({ has: days }).getByRole("button", { name: "Save" });
    await expect(days).toHaveValue("90");
    await days.fill("soon");
    await save.click();
    await expect(page.getByRole("alert")).toContainText("from 1 to 3650");
    await expect(days).toHaveValue("soon");
    await axe(page);
    await days.fill("30");
    await save.click();
    await expect(page.locator("p[role=status]")).toContainText("shorter period applies to deletions from now on");
    await noSidewaysScroll(page);
    await page.goto("/trash");
    await expect(page.getByText("Deleted records are kept for 30 days")).toBeVisible();
    await expect(page.locator("tbody tr").first().locator("td.align-end").first()).toHaveText("90");
    await page.goto("/settings/retention");
    await days.fill("120");
    await save.click();
    await expect(page.locator("p[role=status]")).toContainText("already in the trash");
    await page.goto("/trash");
    await expect(page.locator("tbody tr").first().locator("td.align-end").first()).toHaveText("120");
  });
});

test.describe("a long operation", () => {
  // Enough contacts for a pause to come before the end, however slow the browser is.
  test.use({ setup: { contacts: 40_000, trash: 0 } });

  test("a running operation is shown, paused and resumed; its end reloads pages", { tag: "@db" }, async ({ page, app }) => {
    test.setTimeout(300_000);
    await signIn(page, app, "admin");
    await hydrated(page);
    await page.getByLabel("Select page").check();
    await page.getByRole("button", { name: "Select all 40,000 contacts" }).click();
    await page.locator(".bar").getByRole("button", { name: "Delete" }).click();
    await page.getByLabel("Type 40000 to confirm").fill("40000");
    await page.getByRole("button", { name: "Delete 40,000 contacts" }).click();
    const state = page.locator("p[role=status]");
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(state).toHaveText("Paused. Records already processed stay changed; the rest wait.");
    const operation = page.url();
    // The batch that was running is counted by now, and no further one runs.
    const deleted = page.locator(".stats dd").first();
    const paused = Number((await deleted.textContent())?.replace(/,/g, ""));
    expect(paused).toBeLessThan(40_000);
    await axe(page);
    await page.goto("/contacts");
    await hydrated(page);
    const running = page.getByRole("link", { name: "Running: 1" });
    await expect(running).toBeVisible();
    await axe(page);
    await running.click();
    await expect(page).toHaveURL(operation);
    await expect(deleted).toHaveText(paused.toLocaleString("en"));
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(state).not.toHaveText(/^Paused/);
    await page.goto("/contacts");
    // The page reloads by itself when the operation ends.
    await expect(page.getByRole("heading", { name: "No contacts" })).toBeVisible({ timeout: 120_000 });
    await expect(running).toBeHidden();
    await page.goto(operation);
    await expect(deleted).toHaveText("40,000");
    await expect(state).toBeHidden();
  });
});
