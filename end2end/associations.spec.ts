// Associations: made from the record page, hidden while one end is deleted and restored with it unchanged; activities on the
// timeline; the impact of a deletion.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";
import type { Page } from "@playwright/test";

const card = (page: Page, name: string) =>
  page.locator("section.links").filter({ has: page.getByRole("heading", { name, exact: true }) });

/** Creates a company from the page of a contact and associates the two. The page is that of the contact again. */
async function addCompany(page: Page, name: string) {
  await page.getByRole("link", { name: "Add companies" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Associate");
  await page.getByRole("link", { name: "Create a new company and associate it" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(card(page, "Companies").getByRole("link", { name, exact: true })).toBeVisible();
}

test("a deleted primary company is restored as primary", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Linked Lena", "linked.lena@example.com");
  const contact = page.url();
  await addCompany(page, "Lanterna Example");
  await hydrated(page);
  await axe(page);
  await noSidewaysScroll(page);

  // Its label is set by keyboard alone.
  await card(page, "Companies").getByRole("link", { name: "Edit association labels of Lanterna Example" }).press("Enter");
  await page.getByLabel("Primary").press("Space");
  await axe(page);
  await page.getByRole("button", { name: "Save" }).press("Enter");
  await expect(card(page, "Companies").getByRole("listitem")).toContainText("Primary");

  // A call is logged on the company.
  await hydrated(page);
  await card(page, "Companies").getByRole("link", { name: "Lanterna Example", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Lanterna Example", level: 1 })).toBeVisible();
  await expect(card(page, "Contacts").getByRole("listitem")).toContainText("Linked Lena");
  const company = page.url();
  await page.getByRole("link", { name: "Call", exact: true }).click();
  await expect(page.getByText("Will be associated with Lanterna Example")).toBeVisible();
  await page.getByLabel("Title").fill("Asked for a lantern");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: "Call: Asked for a lantern" })).toBeVisible();
  await hydrated(page);
  await page.getByRole("link", { name: "Changes" }).click();
  await expect(page).toHaveURL(/show=changes/);
  await expect(page.getByRole("link", { name: "Call: Asked for a lantern" })).toHaveCount(0);
  await page.getByRole("link", { name: "Activities", exact: true }).last().click();
  await expect(page.locator(".timeline > li")).toHaveCount(1);

  // The dialog shows the impact.
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem").filter({ hasText: "activity is hidden from timelines" })).toContainText("1");
  await expect(dialog.getByRole("listitem").filter({ hasText: "contact loses an association" })).toContainText("not deleted");
  await axe(page);
  await dialog.getByRole("button", { name: "Delete 1 company" }).click();
  await expect(page.getByText("Lanterna Example is in the trash")).toBeVisible();
  // Its associations are still shown and cannot be changed.
  await expect(card(page, "Contacts").getByRole("listitem")).toContainText("Linked Lena");
  await expect(page.getByRole("link", { name: "Add contacts" })).toHaveCount(0);

  await page.goto("/calls?q=lantern");
  await expect(page.getByRole("row").filter({ hasText: "Asked for a lantern" })).toContainText("Linked to a deleted company");
  await page.goto(contact);
  await expect(card(page, "Companies")).toContainText("No companies");
  await page.goto(company);
  await hydrated(page);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("Lanterna Example is in the trash")).toHaveCount(0);
  await page.goto(contact);
  await expect(card(page, "Companies").getByRole("listitem")).toContainText("Lanterna Example");
  await expect(card(page, "Companies").getByRole("listitem")).toContainText("Primary");
});

test("a restored company leaves the newer primary in place", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Torn Tom", "torn.tom@example.com");
  const contact = page.url();
  const makePrimary = async (name: string) => {
    await page.goto(contact);
    await card(page, "Companies").getByRole("link", { name: `Edit association labels of ${name}` }).click();
    await page.getByLabel("Primary").check();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(card(page, "Companies").getByRole("listitem").first()).toContainText(`${name} Primary`);
  };
  await addCompany(page, "First Example");
  await makePrimary("First Example");
  await hydrated(page);
  await card(page, "Companies").getByRole("link", { name: "First Example", exact: true }).click();
  await expect(page.getByRole("heading", { name: "First Example", level: 1 })).toBeVisible();
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete 1 company" }).click();
  await expect(page.getByText("First Example is in the trash")).toBeVisible();
  const first = page.url();
  await page.goto(contact);
  await addCompany(page, "Second Example");
  await makePrimary("Second Example");
  await page.goto(first);
  await hydrated(page);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("First Example is in the trash")).toHaveCount(0);
  // The receipt and both timelines say so.
  await page.getByRole("status").getByRole("link", { name: "Details" }).click();
  await expect(page.getByText("First Example was “Primary” of Torn Tom")).toBeVisible();
  await axe(page);
  await page.goto(contact);
  await expect(page.getByText("Label not restored for company First Example")).toBeVisible();
  await page.getByRole("link", { name: "Set First Example as “Primary” again" }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(card(page, "Companies").getByRole("listitem").first()).toContainText("First Example Primary");

  // One association is removed.
  await page.getByRole("button", { name: "Remove association with Second Example" }).click();
  await expect(card(page, "Companies").getByRole("listitem")).toHaveCount(1);
  await expect(page.getByText("Association with company Second Example removed")).toBeVisible();
});

test.describe("in Italian, without JavaScript", () => {
  test.use({ locale: "it-IT", javaScriptEnabled: false });

  test("the page that confirms a deletion shows its impact", async ({ page, app }) => {
    await signIn(page, app, "admin");
    await page.goto("/contacts/new");
    await page.getByLabel("Nome", { exact: true }).fill("Lina Legata");
    await page.getByLabel("E-mail", { exact: true }).fill("lina.legata@example.com");
    await page.getByRole("button", { name: "Crea" }).click();
    await page.getByRole("link", { name: "Aggiungi trattative" }).click();
    await page.getByRole("link", { name: "Crea trattativa e associa" }).click();
    await expect(page.getByText("Sarà associato a Lina Legata")).toBeVisible();
    await page.getByLabel("Nome", { exact: true }).fill("Lampioni");
    await page.getByLabel("Importo").fill("24000");
    await page.getByLabel("Fase").selectOption({ label: "Proposta" });
    await page.getByRole("button", { name: "Crea" }).click();
    await expect(card(page, "Trattative").getByRole("listitem")).toContainText("24.000 € · Proposta");
    // With nothing chosen nothing happens, and the page says so.
    await page.getByRole("link", { name: "Aggiungi trattative" }).click();
    await page.getByRole("button", { name: "Associa", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("Scegli almeno un record");
    await page.goBack();
    await page.goBack();
    const id = page.url().split("/").at(-1);
    await page.goto(`/contacts/delete?ids=${id}&from=record`);
    await expect(page.getByRole("listitem").filter({ hasText: "perde un’associazione" })).toContainText(
      "ancora in corso: 1, per 24.000 €",
    );
  });
});

test.describe("in Italian", () => {
  test.use({ locale: "it-IT" });

  test("the association pages and the deletion page are accessible", async ({ page, app }) => {
    await signIn(page, app, "admin");
    await page.goto("/companies");
    const first = page.locator("tbody a.who").first();
    const name = (await first.innerText()).trim();
    await first.click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await hydrated(page);
    await axe(page);
    await page.getByRole("link", { name: "Aggiungi aziende" }).click();
    await page.getByRole("checkbox").first().check();
    await page.getByLabel("Capogruppo").check();
    await axe(page);
    await noSidewaysScroll(page);
    await page.getByRole("button", { name: "Associa", exact: true }).click();
    await expect(card(page, "Aziende").getByRole("listitem").first()).toContainText("Capogruppo");
    const id = page.url().split("/").at(-1);
    await page.goto(`/companies/delete?ids=${id}&from=record`);
    await expect(page.getByText(name).first()).toBeVisible();
    await expect(page.getByText("Che cosa verrà modificato")).toBeVisible();
    await axe(page);
    await noSidewaysScroll(page);
  });
});
