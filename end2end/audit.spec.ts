// The audit: what somebody did stands there, is narrowed, opens and can be taken away as a file.
import { readFileSync } from "node:fs";
import { axe, expect, makeContact, noSidewaysScroll, signIn, test } from "./app";

test("signing in and deleting stand in the audit, which is filtered, opened and downloaded", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Audrey", "audrey.audit@example.com");
  const id = new URL(page.url()).pathname.split("/").pop();
  await page.goto(`/contacts/delete?ids=${id}`);
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await page.goto("/trash?q=audrey.audit");
  await expect(page.getByText("Audrey").first()).toBeVisible();

  await page.goto("/settings/audit");
  await axe(page);
  await expect(page.getByRole("row").filter({ hasText: "Signed in" }).first()).toContainText("127.0.0.1");
  const deletion = page.getByRole("row").filter({ hasText: /Operation ended: Deletion \d+/ }).first();
  await expect(deletion).toContainText("Giulia Esempio");
  await deletion.getByText("Operation ended").click();
  await expect(deletion.getByRole("link", { name: "Contacts" })).toBeVisible();
  await expect(deletion).toContainText("ThroughFrom the table");
  await axe(page);
  // It is sealed about a second later.
  await expect(async () => {
    await page.reload();
    await deletion.getByText("Operation ended").click();
    await expect(deletion.locator("code")).toHaveAttribute("title", /^[0-9a-f]{64}$/, { timeout: 500 });
  }).toPass();

  // Narrowed by kind and person; the address is the view.
  await page.getByLabel("What").selectOption("Signed in");
  await page.getByLabel("Who").selectOption("Giulia Esempio");
  await page.getByLabel("Address").fill("127.0.0.1");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page).toHaveURL(/kind=signed_in/);
  await expect(page.locator("tbody tr").first()).toContainText("Signed in");
  await expect(page.getByText("Operation ended: ")).toHaveCount(0);
  await page.getByLabel("Address").fill("203.0.113.9");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByRole("heading", { name: "No events" })).toBeVisible();
  await page.getByRole("link", { name: "Clear" }).click();

  await page.goto("/settings/audit?object=contacts&kind=operation_ended");
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const download = await waiting;
  const csv = readFileSync(await download.path(), "utf8");
  expect(csv).toContain('"operation_ended"');
  expect(csv).toContain("Giulia Esempio");
  expect(csv).not.toContain('"signed_in"');
  expect(csv).not.toContain("audrey");
  await page.goto("/settings/audit?kind=exported");
  await expect(page.locator("tbody tr").first()).toContainText("Exported: the audit");

  await deletionPage(page);
});

/** The row leads to the page of the operation. */
async function deletionPage(page: import("@playwright/test").Page) {
  await page.goto("/settings/audit?object=contacts&kind=operation_ended");
  const row = page.locator("tbody tr").filter({ hasText: "Deletion" }).first();
  await row.locator("summary").click();
  await row.getByRole("link", { name: /^Deletion \d+$/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Deletion");
}

test("what is refused stands there, and only those with the right read it", async ({ page, app }) => {
  await signIn(page, app, "reader");
  await page.goto("/trash");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Not allowed");
  const hidden = await page.goto("/settings/audit");
  expect(hidden?.status()).toBe(404);
  expect((await page.request.get("/settings/audit.csv")).status()).toBe(404);
  await page.context().clearCookies();
  await signIn(page, app, "admin", "/settings/audit?kind=refused");
  const row = page.locator("tbody tr").first();
  await expect(row).toContainText("Refused: See the trash");
});

test("how long events are kept is an admin's to say", async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/audit");
  await page.getByLabel("Days that events are kept").fill("7");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("from 30 to 3650");
  await expect(page.getByLabel("Days that events are kept")).toHaveValue("7");
  await axe(page);
  await page.getByLabel("Days that events are kept").fill("365");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await expect(page.locator("tbody tr").first()).toContainText("Time of the audit changed: 365 days");
});

test.describe("on a phone, in Italian", () => {
  test.use({ viewport: { width: 390, height: 800 }, locale: "it-IT", javaScriptEnabled: false });

  test("the audit fits and opens", { tag: "@once" }, async ({ page, app }) => {
    await page.goto("/sign-in?next=/settings/audit");
    await page.getByLabel("E-mail").fill(app.signIns.admin.email);
    await page.getByLabel("Password").fill(app.signIns.admin.password);
    await page.getByRole("button", { name: "Accedi" }).click();
    await expect(page.getByRole("heading", { name: "Registro", level: 1 })).toBeVisible();
    await page.locator("tbody summary").first().click();
    await expect(page.locator("tbody tr").first()).toContainText("Sigillo");
    await noSidewaysScroll(page);
  });
});
