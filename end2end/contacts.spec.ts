// Contacts: sign-in, table, form, record page, deletion, trash and restore.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";

test("sign-in refuses a wrong password, and sign-out ends the session", async ({ page, app }) => {
  await page.goto("/contacts");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await axe(page);
  await page.getByLabel("E-mail").fill(app.signIns.dario.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("wrong");
  await page.getByLabel("E-mail").fill(app.signIns.dario.email);
  await page.getByLabel("Password").fill(app.signIns.dario.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Contacts", level: 1 })).toBeVisible();
  await hydrated(page);
  await page.getByLabel("Your account").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  await page.goto("/contacts");
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the table sorts, pages and searches, and its URL reproduces it", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await hydrated(page);
  await axe(page);
  const first = () => page.locator("tbody tr").first().locator("td").nth(1).innerText();
  await expect(page.locator("tbody tr")).toHaveCount(50);
  const up = await first();
  await page.getByRole("link", { name: /^Name/ }).click();
  await expect(page).toHaveURL(/dir=desc/);
  await expect.poll(first).not.toBe(up);
  await page.getByRole("link", { name: /^Created/ }).click();
  await expect(page.getByRole("columnheader", { name: /Created/ })).toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("link", { name: "25", exact: true }).click();
  await expect(page.locator("tbody tr")).toHaveCount(25);
  const before = await first();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText(/^26–50 of/)).toBeVisible();
  const second = await first();
  expect(second).not.toBe(before);
  await page.reload();
  expect(await first()).toBe(second);
  await page.getByRole("link", { name: "Previous" }).click();
  await expect.poll(first).toBe(before);
  await page.getByLabel("Search contacts").fill("lumen");
  await page.getByLabel("Search contacts").press("Enter");
  await expect(page.getByText("Results for “lumen”")).toBeVisible();
  await expect(page).toHaveURL(/size=25/);
  await expect(page.locator("tbody tr").first()).toContainText("@lumen.example");
  await page.goto("/contacts?q=nobody-has-this");
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await axe(page);
});

test("the form shows errors at their field, duplicates and edit conflicts", { tag: "@db" }, async ({ page, app, context }) => {
  await signIn(page, app, "admin");
  await page.goto("/contacts/new");
  await hydrated(page);
  await axe(page);
  await page.getByLabel("E-mail", { exact: true }).fill("not an address");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Enter a valid e-mail address.")).toBeVisible();
  await expect(page.getByLabel("E-mail", { exact: true })).toBeFocused();
  await makeContact(page, "Edith Edit", "edith@example.com");
  // A duplicate e-mail names the contact that has it.
  await page.goto("/contacts/new");
  await hydrated(page);
  await page.getByLabel("First name").fill("Second");
  await page.getByLabel("E-mail", { exact: true }).fill("EDITH@example.com");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: "Open Edith Edit" })).toBeVisible();
  await expect(page.getByLabel("First name")).toHaveValue("Second");
  await page.getByRole("link", { name: "Open Edith Edit" }).click();
  await expect(page.getByRole("heading", { name: "Edith Edit", level: 1 })).toBeVisible();
  await axe(page);
  // Two users edit at the same time.
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Edit all properties" }).click();
  await expect(page.getByRole("heading", { name: "Edit Edith Edit" })).toBeVisible();
  const other = await context.newPage();
  await other.goto(page.url());
  await hydrated(other);
  await other.getByLabel("Phone").fill("111");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(other.getByText("Phone: 111")).toBeVisible();
  await other.close();
  await page.getByLabel("Phone").fill("222");
  await page.getByLabel("City").fill("Torino");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved: 111")).toBeVisible();
  await expect(page.getByText("Yours: 222")).toBeVisible();
  await axe(page);
  await page.getByText("Saved: 111").click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Edith Edit", level: 1 })).toBeVisible();
  await expect(page.locator("dl")).toContainText("111");
  await expect(page.locator("dl")).toContainText("Torino");
});

test("a deletion from the record page is undone from the toast", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Rico Record", "rico@example.com");
  const address = page.url();
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Delete 1 contact?" })).toBeVisible();
  await expect(dialog).toContainText("You can restore until");
  await expect(dialog.getByLabel(/Type/)).toHaveCount(0);
  await axe(page);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await dialog.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByText("Rico Record is in the trash")).toBeVisible();
  expect(page.url()).toBe(address);
  await axe(page);
  await page.getByRole("status").getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Rico Record is in the trash")).toBeHidden();
  await expect(page.getByText("Restored by Giulia Esempio")).toBeVisible();
});

test("a deletion from the table asks for its number and is restored whole", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Batch One", "batch1@example.com");
  await makeContact(page, "Batch Two", "batch2@example.com");
  await page.goto("/contacts?q=batch");
  await hydrated(page);
  await page.getByLabel("Select page").check();
  await expect(page.getByText("2 selected")).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete 2 contacts" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Type 2 to confirm").fill("3");
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel("Reason (optional)").fill("a test");
  await dialog.getByLabel("Type 2 to confirm").fill("2");
  await axe(page);
  await confirm.click();
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await expect(page.getByRole("status")).toContainText("2 contacts deleted");
  const before = page.url();
  await page.getByRole("status").getByRole("link", { name: "Details" }).click();
  await expect(page.getByRole("heading", { name: /^(Deletion|Restore)/, level: 1 })).toBeVisible();
  // Going back shows the previous page, not only its URL.
  await page.goBack();
  await expect(page).toHaveURL(before);
  await expect(page.getByRole("heading", { name: /^(Deletion|Restore)/, level: 1 })).toHaveCount(0);
  await hydrated(page);
  await page.goForward();
  await expect(page.getByRole("heading", { name: /^Deletion \d+/ })).toBeVisible();
  await expect(page.getByText("Reason: “a test”")).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "Restore all" }).click();
  await expect(page.getByRole("heading", { name: /^Restore \d+$/, level: 1 })).toBeVisible();
  await expect(page.getByRole("cell", { name: "Active" })).toHaveCount(2);
  await page.goto("/contacts?q=batch");
  await expect(page.locator("tbody tr")).toHaveCount(2);
});

test("a restore offers solutions when its e-mail is in use", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Old Holder", "same@example.com");
  const old = page.url();
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByText("Old Holder is in the trash")).toBeVisible();
  await makeContact(page, "New Holder", "same@example.com");
  await page.goto("/trash?q=old+holder");
  await hydrated(page);
  await expect(page.getByText("Used by another record")).toBeVisible();
  await axe(page);
  await page.getByRole("link", { name: "Restore Old Holder" }).click();
  await expect(page).toHaveURL(/\/trash\/restore/);
  await expect(page.getByText("same@example.com is now used by New Holder.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open New Holder" })).toBeVisible();
  await axe(page);
  await page.getByLabel("Restore and remove it from the other record").check();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("Restored with same@example.com, removed from another record")).toBeVisible();
  await page.goto(old);
  await expect(page.locator("dl")).toContainText("same@example.com");
});

test("the trash is filtered and a selection of it restored", async ({ page, app }) => {
  await signIn(page, app, "dario");
  await makeContact(page, "Trashy Tom", "tom@example.com");
  await page.goto("/contacts?q=trashy");
  await hydrated(page);
  await page.getByLabel("Select Trashy Tom").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Trash/ }).click();
  await page.getByLabel("Search the trash").fill("trashy");
  await page.getByLabel("Deleted by").selectOption({ label: "Dario Prova" });
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.getByLabel("Select Trashy Tom").check();
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("restored");
  await page.goto("/contacts?q=trashy");
  await expect(page.locator("tbody tr")).toHaveCount(1);
});

test("a reader is offered no changes and no trash", async ({ page, app }) => {
  await signIn(page, app, "reader");
  await hydrated(page);
  await expect(page.getByRole("link", { name: /New contact/ })).toHaveCount(0);
  await expect(page.getByLabel("Select page")).toHaveCount(0);
  await expect(page.getByRole("link", { name: /Trash/ })).toHaveCount(0);
  await page.goto("/trash");
  await expect(page.getByRole("heading", { name: "Not allowed" })).toBeVisible();
  const answer = await page.goto("/contacts/999999");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
});

test("language and theme are switched and kept", async ({ page, app }) => {
  await signIn(page, app, "mira");
  await hydrated(page);
  await page.getByLabel("Your account").click();
  await page.getByRole("button", { name: "Italian" }).click();
  await expect(page.getByRole("heading", { name: "Contatti", level: 1 })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "it");
  await hydrated(page);
  await page.getByLabel("Il tuo account").click();
  await page.getByRole("button", { name: "Scuro" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await axe(page);
  for (const path of ["/trash", "/contacts/new", "/contacts?q=zzz"]) {
    await page.goto(path);
    await hydrated(page);
    await axe(page);
  }
  await page.getByLabel("Il tuo account").click();
  await page.getByRole("button", { name: "Inglese" }).click();
  await expect(page.getByRole("heading", { name: "Contacts", level: 1 })).toBeVisible();
});

test("search, selection and dialog work by keyboard", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await hydrated(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search records")).toBeFocused();
  await page.keyboard.type(".example");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Results for “.example”" })).toBeVisible();
  await page.getByRole("link", { name: /^All \d+ contacts$/ }).press("Enter");
  await expect(page).toHaveURL(/\/contacts\?q=/);
  await hydrated(page);
  await page.locator("tbody input[type=checkbox]").first().focus();
  await page.keyboard.press("Space");
  await expect(page.getByText("1 selected")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).press("Enter");
  await expect(page.getByLabel("Type 1 to confirm")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 800 } });
  test("every page fits and is accessible", async ({ page, app }) => {
    await signIn(page, app, "admin");
    for (const path of ["/contacts", "/contacts/1", "/contacts/new", "/trash", "/operations", "/operations/1", "/contacts/delete?ids=1,2",
      "/contacts/assign?ids=1,2", "/trash/restore?ids=1", "/settings/retention"]) {
      await page.goto(path);
      await hydrated(page);
      await noSidewaysScroll(page);
      await axe(page);
    }
    await page.getByLabel("Menu").first().click();
    await page.getByRole("navigation", { name: "Menu" }).getByRole("link", { name: /Trash/ }).click();
    await expect(page.getByRole("heading", { name: "Trash", level: 1 })).toBeVisible();
  });
});
