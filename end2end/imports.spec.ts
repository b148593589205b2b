// Imports: upload, mapping, result and failed rows.
import { axe, expect, hydrated, signIn, test } from "./app";

const file = (text: string) => ({ name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

test("an import maps columns, counts rows and returns the refused ones", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await hydrated(page);
  await page.getByRole("link", { name: "Import" }).click();
  await expect(page.getByRole("heading", { name: "Import contacts" })).toBeVisible();
  await axe(page);
  await page.getByLabel("File").setInputFiles(
    file("Nome;Cognome;E-mail;Scarpe\nImma;Imported;imma@example.com;38\nIvo;Imported;ivo@example.com;44\n;;not an address;1\n"),
  );
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await expect(page.getByLabel("Maps to: Nome", { exact: true })).toHaveValue("first_name");
  await expect(page.getByLabel("Maps to: E-mail")).toHaveValue("email");
  await expect(page.getByLabel("Maps to: Scarpe")).toHaveValue("");
  await hydrated(page);
  await axe(page);
  await expect(page.getByRole("region", { name: "First rows of the file" })).toContainText("imma@example.com");
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.getByText("Import completed", { exact: true })).toBeVisible();
  await expect(page.locator(".stats")).toContainText("Created2");
  await expect(page.locator(".stats")).toContainText("Failed1");
  await expect(page.getByText("E-mail: Enter a valid e-mail address.")).toBeVisible();
  await hydrated(page);
  await axe(page);
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download failed rows" }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const piece of stream) text += piece;
  expect(text).toBe('"Nome","Cognome","E-mail","Scarpe","Reason"\r\n"","","not an address","1","E-mail: Enter a valid e-mail address."\r\n');
  await page.goto("/contacts?q=imported");
  await expect(page.locator("tbody tr")).toHaveCount(2);
});

test("columns associate the imported records with others, with labels", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/imports/new");
  await page.getByLabel("File").setInputFiles(file(
    "First name,Email,Primary company domain,Company domain\nLina,lina.linked@example.com,lumen.example,\n" +
    "Lars,lars.linked@example.com,lumen.example;lumen.example,\nLea,lea.linked@example.com,,nobody.example\n",
  ));
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await expect(page.getByLabel("Maps to: Primary company domain").locator("option:checked")).toHaveText("Associated company (Primary): Domain or record number");
  await expect(page.getByLabel("Maps to: Company domain").locator("option:checked")).toHaveText("Associated company: Domain or record number");
  await axe(page);
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.locator(".stats")).toContainText("Created2");
  await expect(page.getByText("no record found for nobody.example")).toBeVisible();
  await page.goto("/contacts?q=lina.linked");
  await hydrated(page);
  await page.getByRole("link", { name: /^Lina|Lina$/ }).first().click();
  const firm = page.locator("li", { has: page.getByRole("link", { name: /Lumen Srl/ }) }).first();
  await expect(firm).toContainText("Primary");
});

test("an import without a mapped column is refused", async ({ page, app }) => {
  await signIn(page, app, "dario", "/imports/new");
  await page.getByLabel("File").setInputFiles(file("Scarpe\n38\n"));
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.getByRole("alert")).toContainText("Map at least one column");
  await hydrated(page);
  await axe(page);
});

test("a file that is not CSV is refused", async ({ page, app }) => {
  await signIn(page, app, "dario", "/imports/new");
  await page.getByLabel("File").setInputFiles(file("PK\u0003\u0004 a spreadsheet"));
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await expect(page.getByRole("alert")).toContainText("This is a spreadsheet");
  await axe(page);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });
  test("imports a file", async ({ page, app }) => {
    await signIn(page, app, "mira", "/imports/new");
    await page.getByLabel("File").setInputFiles(file("Email\nplain.import@example.com\n"));
    await page.getByRole("button", { name: "Upload and preview" }).click();
    await page.getByRole("button", { name: "Start import" }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.locator(".stats")).toContainText("Created1", { timeout: 500 });
    }).toPass();
  });
});
