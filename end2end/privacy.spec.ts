// The blocklist: an address is blocked, checked, refused in a form, and freed again; a file of addresses.
import { axe, expect, expectUsableAtEveryWidth, hydrated, makeContact, signIn, test } from "./app";

test("a blocked address is refused until its block is lifted", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/privacy");
  await expect(page.getByRole("heading", { name: "No blocked addresses" })).toBeVisible();
  await axe(page);

  const check = page.locator("form").filter({ has: page.getByRole("heading", { name: "Is this address blocked?" }) });
  const block = page.locator("form").filter({ has: page.getByRole("heading", { name: "Block an address" }) });
  await check.getByLabel("E-mail").fill("erased@example.com");
  await check.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("Not on the blocklist.")).toBeVisible();

  // An address of look-alike letters, and a reason that names the person.
  await block.getByLabel("E-mail").fill("er\u0430sed@example.com");
  await block.getByLabel("Reason").fill("Asked on the phone");
  await block.getByRole("button", { name: "Block address" }).click();
  await expect(page.getByRole("alert")).toContainText("letters of different alphabets");
  await expect(block.getByLabel("Reason")).toHaveValue("Asked on the phone");
  await axe(page);
  await block.getByLabel("E-mail").fill("erased@example.com");
  await block.getByLabel("Reason").fill("Mail from erased@example.com");
  await block.getByRole("button", { name: "Block address" }).click();
  await expect(page.getByRole("alert")).toContainText("must not contain an e-mail address");
  await block.getByLabel("Reason").fill("Asked on the phone");
  await block.getByRole("button", { name: "Block address" }).click();
  await expect(page.getByText("The address is blocked.")).toBeVisible();
  await expect(page.getByText("Asked on the phone")).toBeVisible();
  await axe(page);
  await expectUsableAtEveryWidth(page);

  await page.goto("/contacts/new");
  await hydrated(page);
  await page.getByLabel("First name").fill("Back");
  await page.getByLabel("E-mail", { exact: true }).fill("Erased@Example.com");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("This address is on the blocklist and cannot be added.")).toBeVisible();
  await axe(page);

  await page.goto("/settings/privacy");
  await check.getByLabel("E-mail").fill("<ERASED@example.com>");
  await check.getByRole("button", { name: "Check" }).click();
  await expect(check.getByRole("status")).toContainText("Blocked since");
  await axe(page);
  await expectUsableAtEveryWidth(page);
  await check.getByRole("link", { name: "Lift…" }).click();
  await page.getByLabel("Reason").fill("Blocked by mistake");
  await page.getByRole("button", { name: "Lift block" }).click();
  await expect(page.getByText("The address is no longer blocked.")).toBeVisible();
  await expect(page.getByText("Blocked by mistake")).toBeVisible();
  await page.goto("/settings/privacy?show=history");
  await expect(page.getByRole("table", { name: "Blocklist" }).getByRole("link", { name: "Open entry" })).toHaveCount(1);
  await makeContact(page, "Back", "erased@example.com");
});

test("a contact with the address is linked instead of blocked", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Present", "present@example.com");
  const address = new URL(page.url()).pathname;
  await page.goto("/settings/privacy");
  const block = page.locator("form").filter({ has: page.getByRole("heading", { name: "Block an address" }) });
  await block.getByLabel("E-mail").fill("present@example.com");
  await block.getByLabel("Reason").fill("Asked by mail");
  await block.getByRole("button", { name: "Block address" }).click();
  await expect(page.getByRole("alert")).toContainText("A contact has this address");
  await expect(page.getByRole("alert").getByRole("link", { name: "Present" })).toHaveAttribute("href", address);
  await axe(page);
});

test("the addresses of a file are blocked, all or none", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/privacy");
  await page.getByText("Block the addresses of a CSV file…").click();
  const form = page.locator("#file form");
  const send = async (text: string) => {
    await form.getByLabel("Reason").fill("List of the data protection officer");
    await form.getByLabel("CSV file").setInputFiles({ name: "addresses.csv", mimeType: "text/csv", buffer: Buffer.from(text) });
    await form.getByRole("button", { name: "Block addresses" }).click();
  };
  await send("E-mail\nfile-one@example.com\nno address\n");
  await expect(page.getByRole("alert")).toContainText("Line 3: there is no e-mail address. No address was blocked.");
  await expect(form.getByLabel("Reason")).toHaveValue("List of the data protection officer");
  await axe(page);
  await expectUsableAtEveryWidth(page);
  await send("E-mail\nfile-one@example.com\nfile-two@example.com\n");
  await expect(page.getByText("2 addresses were blocked.")).toBeVisible();
  await expect(page.getByRole("table", { name: "Blocklist" })).toContainText("List of the data protection officer");
  await axe(page);
  await expectUsableAtEveryWidth(page);
});

test("a user without the permission does not find the page", async ({ page, app }) => {
  await signIn(page, app, "mira", "/contacts");
  await expect(page.getByRole("link", { name: "Privacy" })).toHaveCount(0);
  await page.goto("/settings/privacy");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
});

test.describe("without JavaScript, in Italian", () => {
  test.use({ javaScriptEnabled: false, locale: "it-IT", viewport: { width: 390, height: 800 }, colorScheme: "dark" });

  test("an address is blocked and freed", async ({ page, app }) => {
    await signIn(page, app, "admin", "/settings/privacy");
    const block = page.locator("form").filter({ has: page.getByRole("heading", { name: "Aggiungi un indirizzo" }) });
    await block.getByLabel("E-mail").fill("senza-script@example.com");
    await block.getByLabel("Motivo").fill("Richiesta al telefono");
    await block.getByRole("button", { name: "Blocca indirizzo" }).click();
    await expect(page.getByText("L’indirizzo è nella lista di blocco.")).toBeVisible();
    await page.getByLabel("Motivo").fill("Un errore");
    await page.getByRole("button", { name: "Togli dalla lista" }).click();
    await expect(page.getByText("L’indirizzo non è più nella lista di blocco.")).toBeVisible();
  });
});
