// The audit log: events are recorded, filtered, opened and exported.
import { readFileSync } from "node:fs";
import { axe, expect, makeContact, noSidewaysScroll, signIn, test } from "./app";

test("sign-ins and deletions are recorded, filtered, opened and downloaded", { tag: "@db" }, async ({ page, app }) => {
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
  await expect(deletion).toContainText("SourceFrom the table");
  await axe(page);
  // The event is sealed about a second later.
  await expect(async () => {
    await page.reload();
    await deletion.getByText("Operation ended").click();
    await expect(deletion.locator("code")).toHaveAttribute("title", /^[0-9a-f]{64}$/, { timeout: 500 });
  }).toPass();

  // The filters by kind, user and address are part of the URL.
  await page.locator("select[name=kind]").selectOption("Signed in");
  await page.getByLabel("Who").selectOption("Giulia Esempio");
  await page.getByLabel("IP address").fill("127.0.0.1");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/kind=signed_in/);
  await expect(page.locator("tbody tr").first()).toContainText("Signed in");
  await expect(page.getByText("Operation ended: ")).toHaveCount(0);
  await page.getByLabel("IP address").fill("203.0.113.9");
  await page.getByRole("button", { name: "Apply" }).click();
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
  await expect(page.locator("tbody tr").first()).toContainText("File exported: the audit");

  await deletionPage(page);
});

/** Follows the row of a deletion to the page of the operation. */
async function deletionPage(page: import("@playwright/test").Page) {
  await page.goto("/settings/audit?object=contacts&kind=operation_ended");
  const row = page.locator("tbody tr").filter({ hasText: "Deletion" }).first();
  await row.locator("summary").click();
  await row.getByRole("link", { name: /^Deletion \d+$/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Deletion");
}

test("refusals are recorded, and the log is hidden without the permission", async ({ page, app }) => {
  await signIn(page, app, "reader");
  await page.goto("/trash");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Not allowed");
  const hidden = await page.goto("/settings/audit");
  expect(hidden?.status()).toBe(404);
  expect((await page.request.get("/settings/audit.csv")).status()).toBe(404);
  await page.context().clearCookies();
  await signIn(page, app, "admin", "/settings/audit?kind=refused");
  const row = page.locator("tbody tr").first();
  await expect(row).toContainText("Request denied: View the trash");
});

test("an admin sets how long events are kept", async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/audit");
  await page.getByLabel("Days to keep events").fill("7");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert")).toContainText("from 30 to 3650");
  await expect(page.getByLabel("Days to keep events")).toHaveValue("7");
  await axe(page);
  await page.getByLabel("Days to keep events").fill("365");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Saved" })).toBeVisible();
  await expect(page.locator("tbody tr").first()).toContainText("Audit retention changed: 365 days");
});

test.describe("on a phone, in Italian", () => {
  test.use({ viewport: { width: 390, height: 800 }, locale: "it-IT", javaScriptEnabled: false });

  test("the audit log fits, and its rows open", async ({ page, app }) => {
    await page.goto("/sign-in?next=/settings/audit");
    await page.getByLabel("E-mail").fill(app.signIns.admin.email);
    await page.getByLabel("Password").fill(app.signIns.admin.password);
    await page.getByRole("button", { name: "Accedi" }).click();
    await expect(page.getByRole("heading", { name: "Registro attività", level: 1 })).toBeVisible();
    await page.locator("tbody summary").first().click();
    await expect(page.locator("tbody tr").first()).toContainText("Sigillo");
    await noSidewaysScroll(page);
  });
});
