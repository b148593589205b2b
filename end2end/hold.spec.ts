// Holds: put on a record with a reason, shown on its pages, respected by a purge, released.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";

test("a record on hold can be deleted but not purged until its release", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Holda", "holda.hold@example.com");
  const address = new URL(page.url()).pathname;
  const id = address.split("/").pop();
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Put on hold…" }).click();
  await expect(page.getByRole("heading", { name: "Put Holda on hold" })).toBeVisible();
  await axe(page);

  // A reason of blanks is refused.
  await page.getByLabel("Reason").fill("   ");
  await page.getByRole("button", { name: "Put on hold" }).click();
  await expect(page.getByText("Enter a reason.")).toBeVisible();
  await axe(page);
  await page.getByLabel("Reason").fill("A case at court");
  await page.getByRole("button", { name: "Put on hold" }).click();
  await expect(page).toHaveURL(address);
  await expect(page.getByText("On hold since")).toBeVisible();
  await expect(page.getByText("A case at court")).toBeVisible();
  await axe(page);

  await page.goto(`/contacts/delete?ids=${id}`);
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await page.goto("/trash?q=holda");
  await expect(page.getByRole("row").filter({ hasText: "Holda" })).toContainText("On hold");
  await page.goto(address);
  await expect(page.getByText("On hold: not permanently deleted.")).toBeVisible();
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await page.goto(`/trash/purge?object=contacts&ids=${id}`);
  await expect(page.getByText("1 on hold")).toBeVisible();
  await noSidewaysScroll(page);

  await page.goto(address);
  await page.getByRole("link", { name: "Release hold…" }).click();
  await expect(page.getByText("A case at court")).toBeVisible();
  await axe(page);
  await noSidewaysScroll(page);
  await page.getByRole("button", { name: "Release hold" }).click();
  await expect(page.getByText("On hold since")).toHaveCount(0);
  await page.goto(`/trash/purge?object=contacts&ids=${id}`);
  await expect(page.getByText("1 on hold")).toHaveCount(0);
});

test("a user without the permission cannot put a hold", async ({ page, app }) => {
  await signIn(page, app, "mira", "/contacts");
  await page.locator("tbody a.who").first().click();
  const address = new URL(page.url()).pathname;
  await expect(page.getByText("Put on hold…")).toHaveCount(0);
  await page.goto(`${address}/hold`);
  await expect(page.getByRole("heading", { name: "Not allowed" })).toBeVisible();
});

test.describe("without JavaScript, in Italian", () => {
  test.use({ javaScriptEnabled: false, locale: "it-IT" });

  test("a hold is put on a record and released", async ({ page, app }) => {
    await signIn(page, app, "admin", "/contacts");
    const address = await page.locator("tbody a.who").first().getAttribute("href");
    await page.goto(`${address}/hold`);
    await page.getByLabel("Motivo").fill("Una causa");
    await page.getByRole("button", { name: "Blocca" }).click();
    await expect(page.getByText("Bloccato dal")).toBeVisible();
    await page.goto(`${address}/hold`);
    await page.getByRole("button", { name: "Rimuovi il blocco" }).click();
    await expect(page.getByText("Bloccato dal")).toHaveCount(0);
  });
});
