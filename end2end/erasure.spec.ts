// Permanent deletion of a contact: the page that asks, its refusals, the certificate, and what is left of the contact.
import { axe, expect, expectUsableAtEveryWidth, hydrated, makeContact, signIn, test } from "./app";

test("a contact is deleted permanently, with a certificate, and stays blocked", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Ottavia", "ottavia.persona@example.com");
  const address = new URL(page.url()).pathname;
  await makeContact(page, "Ask ottavia.persona@example.com", "friend.of@example.com");
  const friend = new URL(page.url()).pathname;

  await page.goto(address);
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("dialog").getByText("You can restore until")).toBeVisible();
  await axe(page);
  await page.getByRole("dialog").getByRole("link", { name: "Delete permanently…" }).click();
  await expect(page.getByRole("heading", { name: "Permanently delete Ottavia?" })).toBeVisible();
  await expect(page.getByText("Cannot be reached")).toBeVisible();
  await axe(page);
  await expectUsableAtEveryWidth(page);

  // The wrong address is refused, and what was chosen stays.
  await page.locator("select[name=basis]").selectOption("Request of the person");
  await page.getByRole("group", { name: /^Decision about Ask/ }).getByText("Redact").click();
  await page.getByLabel(/^Type the contact’s e-mail/).fill("friend.of@example.com");
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page.getByRole("alert")).toContainText("Nothing was deleted");
  await expect(page.locator("select[name=basis]")).toHaveValue("request");
  await expect(page.getByRole("radio", { name: "Redact" })).toBeChecked();
  await axe(page);

  await page.getByLabel(/^Type the contact’s e-mail/).fill("ottavia.persona@example.com");
  await page.getByRole("button", { name: "Delete permanently" }).click();
  await expect(page).toHaveURL(/\/erasures\/\d+$/);
  await expect(async () => {
    await page.reload();
    await expect(page.getByRole("heading", { name: "One contact was permanently deleted" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(page.getByText("Complete", { exact: true })).toBeVisible();
  await expect(page.getByText("Nothing found")).toBeVisible();
  await expect(page.locator("main")).not.toContainText(/ottavia/i);
  await axe(page);
  await expectUsableAtEveryWidth(page);
  const certificate = new URL(page.url()).pathname;
  const json = await (await page.request.get(`${certificate}/certificate.json`)).json();
  expect(json.basis.kind).toBe("request");
  expect(JSON.stringify(json)).not.toMatch(/ottavia/i);

  // The mention is redacted, and the address is found by its hash, blocked, and refused.
  await page.goto(friend);
  await expect(page.locator("main")).not.toContainText(/ottavia/i);
  await page.goto("/erasures");
  await page.getByLabel("Number or e-mail address").fill("OTTAVIA.persona@example.com");
  await page.getByRole("button", { name: "Search" }).click();
  await expect(page.getByRole("table").getByRole("link")).toHaveAttribute("href", certificate);
  await axe(page);
  await expectUsableAtEveryWidth(page);
  await page.goto("/contacts/new");
  await hydrated(page);
  await page.getByLabel("First name").fill("Again");
  await page.getByLabel("E-mail", { exact: true }).fill("ottavia.persona@example.com");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("This address is on the blocklist and cannot be added.")).toBeVisible();
});

test("only a contact can be deleted permanently, and only with the right", async ({ page, app }) => {
  await signIn(page, app, "dario");
  await makeContact(page, "Mine", "mine.of.dario@example.com");
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Delete permanently…")).toBeVisible();
  await expect(dialog.getByText("Your role does not allow it.")).toBeVisible();
  await expect(dialog.locator(".way")).toHaveAttribute("aria-disabled", "true");
  await axe(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false, locale: "it" });

  test("a contact in the trash is deleted permanently", async ({ page, app }) => {
    await signIn(page, app, "admin");
    await page.goto("/contacts/new");
    await page.getByLabel("Nome", { exact: true }).fill("Senza");
    await page.getByLabel("E-mail", { exact: true }).fill("senza.script@example.com");
    await page.getByRole("button", { name: "Crea" }).click();
    const address = new URL(page.url()).pathname;
    await page.goto(`/contacts/delete?ids=${address.split("/").pop()}&from=record`);
    await expect(page.getByRole("link", { name: "Elimina definitivamente…" })).toBeVisible();
    await page.getByRole("button", { name: "Elimina 1 contatto" }).click();
    await page.goto(address);
    await page.getByRole("link", { name: "Elimina definitivamente…" }).click();
    await page.locator("select[name=basis]").selectOption("Consenso revocato");
    await page.getByLabel(/^Digita l’e-mail/).fill("senza.script@example.com");
    await page.getByRole("button", { name: "Elimina definitivamente" }).click();
    await expect(page.getByRole("heading", { name: /^Eliminazione definitiva \d+/ })).toBeVisible();
    // Requested without the page, whose browser would report the status on the console; in the language of the request.
    const gone = await page.request.get(address);
    expect(gone.status()).toBe(410);
    expect(await gone.text()).toContain("Permanently deleted on");
  });
});
