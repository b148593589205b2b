// Operations: their index, undo in part, changes of owner, purging, retention; and what runs, told while it does.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";
// @ts-expect-error plain JavaScript
import { start } from "./server.mjs";

test("gives records another owner, and takes one of them back", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Handed One", "handed1@example.com");
  await makeContact(page, "Handed Two", "handed2@example.com");
  await page.goto("/contacts?q=handed");
  await hydrated(page);
  await page.getByLabel("Select the page").check();
  await page.getByRole("link", { name: "Change owner" }).click();
  await expect(page.getByRole("heading", { name: "Give 2 contacts another owner" })).toBeVisible();
  await axe(page);
  await page.getByLabel("New owner").selectOption({ label: "Mira Sample" });
  await page.getByRole("button", { name: "Change the owner of 2 contacts" }).click();
  await expect(page.getByText("New owner: Mira Sample.")).toBeVisible();
  await expect(page.getByRole("cell", { name: "Mira Sample" })).toHaveCount(2);
  await axe(page);
  // Nothing is ticked: nothing is undone.
  await page.getByRole("button", { name: "Undo for the ticked records" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByLabel("Select Handed One").check();
  await page.getByRole("button", { name: "Undo for the ticked records" }).click();
  await expect(page.getByText("Change of owner", { exact: false }).first()).toBeVisible();
  await page.goto("/contacts?q=handed&sort=name");
  await expect(page.locator("tbody tr").nth(0)).toContainText("Giulia Esempio");
  await expect(page.locator("tbody tr").nth(1)).toContainText("Mira Sample");
});

test("a selection that moved is told, with what moved", async ({ page, app, context }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Moving One", "moving1@example.com");
  await makeContact(page, "Moving Two", "moving2@example.com");
  await page.goto("/contacts?q=moving");
  await hydrated(page);
  await page.getByLabel("Select the page").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByLabel("Type 2 to confirm")).toBeVisible();
  // Somebody else deletes one of them meanwhile.
  const other = await context.newPage();
  await other.goto("/contacts?q=moving+one");
  await hydrated(other);
  await other.getByLabel("Select Moving One").check();
  await other.getByRole("button", { name: "Delete", exact: true }).click();
  await other.getByLabel("Type 1 to confirm").fill("1");
  await other.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(other.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await other.close();
  await page.getByLabel("Type 2 to confirm").fill("2");
  await page.getByRole("button", { name: "Delete 2 contacts" }).click();
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("Nothing was changed");
  await expect(alert).toContainText("There were 2, now there are 1.");
  await expect(alert).toContainText("Deleted since: Moving One.");
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
});

test("restores some of a deletion, and undoes the restore", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Partly One", "partly1@example.com");
  await makeContact(page, "Partly Two", "partly2@example.com");
  await page.goto("/contacts?q=partly");
  await hydrated(page);
  await page.getByLabel("Select the page").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByLabel("Type 2 to confirm").fill("2");
  await page.getByRole("button", { name: "Delete 2 contacts" }).click();
  await page.getByRole("status").getByRole("link", { name: "Details" }).click();
  await page.getByLabel("Search these records").fill("partly two");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.getByLabel("Select Partly Two").check();
  await page.getByRole("button", { name: "Restore the ticked records" }).click();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.locator(".stats")).toContainText("Restored1");
  await axe(page);
  await page.getByRole("button", { name: "Undo: back to the trash" }).click();
  await expect(page.getByRole("heading", { name: /^Deletion \d+$/ })).toBeVisible();
  await expect(page.getByText(/Undoes operation \d+/)).toBeVisible();
  await page.goto("/trash?q=partly");
  await expect(page.locator("tbody tr")).toHaveCount(2);
});

test("what is chosen in the trash goes for good, and the receipt names nobody", async ({ page, app }) => {
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
  await page.getByRole("link", { name: "Delete now" }).click();
  await expect(page.getByRole("heading", { name: "Delete 1 contact for good?" })).toBeVisible();
  await axe(page);
  await page.getByLabel("Reason (optional)").fill("By request");
  await page.getByLabel("Type 1 to confirm").fill("2");
  await page.getByRole("button", { name: "Delete 1 contact for good" }).click();
  await expect(page.getByRole("alert")).toContainText("The number to type is 1");
  await expect(page.getByLabel("Reason (optional)")).toHaveValue("By request");
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact for good" }).click();
  await expect(page.locator(".stats")).toContainText("Gone for good1");
  await expect(page.locator("#records")).not.toContainText("Forgotten Fred");
  await axe(page);
  const answer = await page.goto(address);
  expect(answer?.status()).toBe(404);
  // A member may delete, and not for good.
  await page.goto("/contacts");
  await hydrated(page);
  await page.getByLabel("Your account").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await signIn(page, app, "dario", "/trash");
  await expect(page.getByRole("link", { name: "Empty the trash" })).toHaveCount(0);
  expect((await page.goto("/trash/purge?ids=1"))?.status()).toBe(403);
});

test("the index of operations filters, draws a chart, and its rows lead to their pages", async ({ page, app }) => {
  await signIn(page, app, "admin", "/operations");
  await expect(page.getByRole("heading", { name: "Operations", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Everyone’s" }).click();
  await expect(page).toHaveURL(/whose=everyone/);
  await expect(page.getByRole("img", { name: /in all/ })).toBeVisible();
  await expect(page.locator(".chart rect.part").first()).toBeAttached();
  await axe(page);
  await page.locator("select[name=kind]").selectOption({ label: "Deletion" });
  await page.locator("select[name=by]").selectOption({ label: "Dario Prova" });
  await page.getByRole("button", { name: "Show" }).click();
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

test("an admin changes the retention; nonsense is refused at the field", async ({ own, database }) => {
  const app = await start({ database, contacts: 120 });
  const context = await own.newContext({ baseURL: app.url, viewport: { width: 390, height: 800 } });
  const page = await context.newPage();
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
  await expect(page.locator("p[role=status]")).toContainText("shorter time holds for deletions from now on");
  await noSidewaysScroll(page);
  await page.goto("/trash");
  await expect(page.getByText("New deletions are kept 30 days")).toBeVisible();
  await expect(page.locator("tbody tr").first().locator("td.align-end").first()).toHaveText("90");
  await page.goto("/settings/retention");
  await days.fill("120");
  await save.click();
  await expect(page.locator("p[role=status]")).toContainText("in the trash already");
  await page.goto("/trash");
  await expect(page.locator("tbody tr").first().locator("td.align-end").first()).toHaveText("120");
  await context.close();
  await app.stop();
});

test("what runs is told in the shell, is paused and goes on, and the page shown is loaded again at its end", async ({ own, database }) => {
  test.setTimeout(300_000);
  // So many that a pause comes before the end, however slow the browser is.
  const app = await start({ database, contacts: 40_000, trash: 0 });
  const context = await own.newContext({ baseURL: app.url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await signIn(page, app, "admin");
  await hydrated(page);
  await page.getByLabel("Select the page").check();
  await page.getByRole("button", { name: "Select all 40,000 contacts" }).click();
  await page.locator(".bar").getByRole("button", { name: "Delete" }).click();
  await page.getByLabel("Type 40000 to confirm").fill("40000");
  await page.getByRole("button", { name: "Delete 40,000 contacts" }).click();
  const state = page.locator("p[role=status]");
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(state).toHaveText("Paused. What is done is done; the rest waits.");
  const operation = page.url();
  // What a chunk that was under way did is told by then, and no more is done.
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
  // Nobody touches the page: it shows the end by itself.
  await expect(page.getByRole("heading", { name: "No contacts yet" })).toBeVisible({ timeout: 120_000 });
  await expect(running).toBeHidden();
  await page.goto(operation);
  await expect(deleted).toHaveText("40,000");
  await expect(state).toBeHidden();
  await context.close();
  await app.stop();
});
