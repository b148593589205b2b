// The home page, recently viewed records, and the search over all objects.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";
import type { Page } from "@playwright/test";

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
/** The search results of one object: among the active records, or in the trash. */
const found = (page: Page, name: string, where = ".results") =>
  page.locator(`${where} > section.found`).filter({ has: page.getByRole("heading", { name, exact: true }) });

async function makeTask(page: Page, title: string, due: string) {
  await page.goto("/tasks/new");
  await page.getByLabel("Title").fill(title);
  await page.getByLabel("Due").fill(due);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: title, level: 1 })).toBeVisible();
}

async function deleteHere(page: Page) {
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: /^Delete 1 / }).click();
  await expect(page.getByText("is in the trash")).toBeVisible();
}

test("sign-in and the brand lead to the home page", async ({ page, app }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in/);
  await page.getByLabel("E-mail").fill(app.signIns.admin.email);
  await page.getByLabel("Password").fill(app.signIns.admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
  for (const name of ["My open tasks", "My open deals", "Recently viewed", "Recent operations", "Expiring this week",
    "Activities by user"]) await expect(card(page, name)).toBeVisible();
  await expect(card(page, "Recent operations")).toContainText(/Deletion 1 · \d+ contacts/);
  await expect(card(page, "My open deals").getByRole("row", { name: /^Total/ })).toContainText("€");
  await axe(page);
  // The link of a sum leads to the records that it adds up.
  const all = card(page, "My open deals").getByRole("link", { name: /^All/ });
  const count = (await all.innerText()).replace(/\D/g, "");
  await all.click();
  await hydrated(page);
  await expect(page.locator(".head .num")).toHaveText(count);
  await page.getByRole("link", { name: "Reprieve", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" })).toHaveAttribute("aria-current", "page");
});

test("my tasks are listed until they are done", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeTask(page, "Overdue errand", "2020-01-02");
  await page.goto("/");
  const task = card(page, "My open tasks").getByRole("link", { name: /Overdue errand/ });
  await expect(task).toContainText("Overdue");
  await expect(card(page, "My open tasks").getByText(/^Overdue: \d/)).toBeVisible();
  await axe(page);
  await task.click();
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Edit all properties" }).click();
  await page.getByLabel("Done").selectOption({ label: "Yes" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Overdue errand", level: 1 })).toBeVisible();
  await page.goto("/");
  await expect(card(page, "My open tasks")).toBeVisible();
  await expect(task).toHaveCount(0);
});

test("recently viewed records omit deleted ones; home undoes a deletion", async ({ page, app }) => {
  await signIn(page, app, "dario");
  await makeContact(page, "Recent Rea", "recent.rea@example.com");
  const address = page.url();
  await page.goto("/");
  const recent = card(page, "Recently viewed").getByRole("link", { name: /Recent Rea/ });
  await expect(recent).toBeVisible();
  await page.goto("/search");
  await expect(page.getByRole("link", { name: /Recent Rea/ })).toBeVisible();
  await axe(page);
  await page.goto(address);
  await hydrated(page);
  await deleteHere(page);
  await page.goto("/");
  await expect(recent).toHaveCount(0);
  await card(page, "Recent operations").getByRole("button", { name: /^Undo: Deletion/ }).first().click();
  await expect(page.getByRole("heading", { name: /^Restore \d+$/, level: 1 })).toBeVisible();
  await page.goto("/");
  await expect(recent).toBeVisible();
  await expect(card(page, "Recent operations").getByRole("button", { name: /^Undo: Restore/ }).first()).toBeVisible();
});

test("the search finds records of all objects, best matches first", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Quokka Quist", "quokka@example.com");
  await makeContact(page, "Nora Quokka", "nora.quokka@example.com");
  await makeTask(page, "Feed the quokka", "2030-01-02");
  await page.goto("/deals");
  await hydrated(page);
  await page.keyboard.press("/");
  await page.keyboard.type("QUÓKKA");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/search\?q=/);
  await expect(page.getByRole("heading", { name: "Results for “QUÓKKA”", level: 1 })).toBeVisible();
  await expect(found(page, "Contacts").getByRole("listitem")).toHaveText([/^QQ.*Quokka Quist/s, /Nora Quokka/]);
  await expect(found(page, "Tasks").getByRole("listitem")).toHaveText([/Feed the quokka/]);
  await axe(page);
  await noSidewaysScroll(page);
  // The shortcut also works on a page that is not hydrated.
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("/");
  await expect(page.getByLabel("Search records")).toBeFocused();
  await expect(page.getByLabel("Search records")).toHaveValue("QUÓKKA");
  await found(page, "Contacts").getByRole("link", { name: /Nora Quokka/ }).click();
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "Nora Quokka", level: 1 })).toBeVisible();

  // A deleted record is found in the trash, by users who may see the trash.
  await deleteHere(page);
  await page.goto("/search?q=quokka");
  await expect(found(page, "Contacts").getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "In the trash" })).toBeVisible();
  await expect(found(page, "Contacts", ".gone").getByRole("listitem")).toContainText("Deleted by Giulia Esempio");
  await axe(page);
  await found(page, "Contacts", ".gone").getByRole("link", { name: /Nora Quokka/ }).click();
  await expect(page.getByText("Nora Quokka is in the trash")).toBeVisible();
  await page.context().clearCookies();
  await signIn(page, app, "reader", "/search?q=quokka");
  await expect(found(page, "Contacts").getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "In the trash" })).toHaveCount(0);
});

test("many matches lead to the table, and odd search texts find nothing", async ({ page, app }) => {
  await signIn(page, app, "admin", "/search?q=.example");
  const all = found(page, "Contacts").getByRole("link", { name: /^All \d+ contacts$/ });
  const count = (await all.innerText()).replace(/\D/g, "");
  await expect(found(page, "Contacts").getByRole("listitem")).toHaveCount(5);
  await all.click();
  await expect(page.getByText("Results for “.example”")).toBeVisible();
  await expect(page.locator(".head .num")).toHaveText(count);
  for (const typed of ["zzzz", "%", "'; --", "\" OR \"", "*", "lumen AND", "<b>x</b>", "x".repeat(400)]) {
    await page.goto(`/search?q=${encodeURIComponent(typed)}`);
    await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  }
  await axe(page);
  await page.goto("/search?q=lu");
  await expect(page.getByText("With fewer than three letters")).toBeVisible();
  await expect(found(page, "Companies").getByRole("listitem")).toContainText("Lumen Srl");
  await axe(page);
});

test("the search of a table keeps its sort and filter", async ({ page, app }) => {
  await signIn(page, app, "admin", "/contacts?sort=created&dir=desc&f=phone.known.");
  await hydrated(page);
  await page.getByLabel("Search contacts").fill("lumen");
  await page.getByLabel("Search contacts").press("Enter");
  await expect(page).toHaveURL(/q=lumen/);
  await expect(page).toHaveURL(/f=phone/);
  await expect(page.getByRole("columnheader", { name: /Created/ })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByLabel("Search contacts")).toHaveValue("lumen");
  // The text is kept, however the URL encodes it.
  await page.getByLabel("Search contacts").fill("20%41 +x");
  await page.getByLabel("Search contacts").press("Enter");
  await expect(page).toHaveURL(/q=20%2541/);
  await expect(page.getByText("Results for “20%41 +x”")).toBeVisible();
  await page.reload();
  await hydrated(page);
  await expect(page.getByLabel("Search contacts")).toHaveValue("20%41 +x");
});

test("home and search fit a dark phone in both languages", async ({ page, app }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.emulateMedia({ colorScheme: "dark" });
  await signIn(page, app, "mira", "/");
  for (const path of ["/", "/search", "/search?q=lumen", "/search?q=zzzz", "/search?q=lu", "/contacts?q=lumen", "/deals/board"]) {
    await page.goto(path);
    await hydrated(page);
    await noSidewaysScroll(page);
    await axe(page);
  }
  await page.getByLabel("Your account").click();
  await page.getByRole("button", { name: "Italian" }).click();
  await page.goto("/");
  await expect(card(page, "I miei compiti aperti")).toBeVisible();
  await noSidewaysScroll(page);
  await axe(page);
  await page.goto("/search?q=.example");
  await expect(found(page, "Contatti").getByRole("link", { name: /^Vedi tutti: \d+ contatti$/ })).toBeVisible();
  await noSidewaysScroll(page);
  await page.getByLabel("Il tuo account").click();
  await page.getByRole("button", { name: "Inglese" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("home undoes a deletion, and the search works", async ({ page, app }) => {
    await signIn(page, app, "dario");
    await page.goto("/contacts/new");
    await page.getByLabel("First name").fill("Plain Paula");
    await page.getByLabel("E-mail", { exact: true }).fill("plain.paula@example.com");
    await page.getByRole("button", { name: "Create" }).click();
    const address = page.url();
    await page.getByText("Actions", { exact: true }).click();
    await page.getByRole("link", { name: "Delete", exact: true }).click();
    await page.getByRole("button", { name: "Delete 1 contact" }).click();
    await page.goto("/");
    await card(page, "Recent operations").getByRole("button", { name: /^Undo: Deletion/ }).first().click();
    await expect(page.getByRole("heading", { name: /^Restore/ })).toBeVisible();
    await page.getByLabel("Search records").fill("plain paula");
    await page.getByLabel("Search records").press("Enter");
    await found(page, "Contacts").getByRole("link", { name: /Plain Paula/ }).click();
    expect(page.url()).toBe(address);
  });
});
