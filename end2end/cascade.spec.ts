// Cascading deletion: associated records are chosen in the dialog, counted, deleted with the record and restored with it.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";
import type { Page } from "@playwright/test";

/** Makes a contact with a deal. Gives their addresses. */
async function contactWithDeal(page: Page, name: string) {
  await makeContact(page, name, `${name.toLowerCase()}@example.com`);
  const contact = new URL(page.url()).pathname;
  await page.goto(`/deals/new?with=${contact.split("/").pop()}`);
  await page.getByLabel("Name").fill(`Deal of ${name}`);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(contact);
  const deal = await page.getByRole("link", { name: `Deal of ${name}` }).first().getAttribute("href");
  return { contact, deal: deal! };
}

test("a deal is deleted and restored together with its contact", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  const { contact, deal } = await contactWithDeal(page, "Alonga");
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete 1 contact", exact: true })).toBeEnabled();
  await expect(dialog.getByLabel(/^Type/)).toHaveCount(0);

  // With the deal it is another set: both are named, and their sum must be typed.
  await dialog.getByLabel(/^Also delete: 1 deal/).check();
  await expect(dialog.getByRole("heading", { name: "Delete 1 contact + 1 deal?" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Delete 1 contact + 1 deal" })).toBeDisabled();
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });
  await dialog.getByLabel(/^Also delete/).uncheck();
  await expect(dialog.getByRole("heading", { name: "Delete 1 contact?", exact: true })).toBeVisible();
  await dialog.getByLabel(/^Also delete/).check();
  await dialog.getByLabel("Type 2 to confirm").fill("2");
  await dialog.getByRole("button", { name: "Delete 1 contact + 1 deal" }).click();

  await expect(page).toHaveURL(/\/operations\/\d+/);
  await expect(page.getByRole("heading", { name: "Deleted together" })).toBeVisible();
  await expect(page.locator("#parts")).toContainText("1 deal");
  await expect(async () => {
    await page.reload();
    await expect(page.locator("#parts")).toContainText("Completed", { timeout: 500 });
    await expect(page.getByRole("button", { name: "Restore all" })).toBeVisible({ timeout: 500 });
  }).toPass();
  await axe(page);
  await page.getByRole("button", { name: "Restore all" }).click();
  await expect(page.getByText("Restored").first()).toBeVisible();
  await page.goto(deal);
  await expect(page.getByRole("heading", { name: "Deal of Alonga" })).toBeVisible();
  await expect(page.getByText("is in the trash")).toHaveCount(0);
  await page.goto(contact);
  await expect(page.getByRole("link", { name: "Deal of Alonga" }).first()).toBeVisible();
});

test("notes are deleted with their contact, its task is not", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeContact(page, "Alongc", "alongc@example.com");
  const contact = page.url();
  const id = contact.split("/").pop();
  for (const title of ["Only of Alongc", "Also of Alongc"]) {
    await page.goto(`/notes/new?with=${id}`);
    await page.getByLabel("Note").fill(title);
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page).toHaveURL(contact);
  }
  await page.goto(`/tasks/new?with=${id}`);
  await page.getByLabel("Title").fill("Call Alongc");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(contact);
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Also delete: 1 task")).toBeVisible();
  await dialog.getByLabel("Also delete: 2 notes").check();
  await expect(dialog.getByRole("heading", { name: "Delete 1 contact + 2 notes?" })).toBeVisible();
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await dialog.getByLabel("Type 3 to confirm").fill("3");
  await dialog.getByRole("button", { name: "Delete 1 contact + 2 notes" }).click();
  await expect(page.locator("#parts")).toContainText("2 notes");
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("a chosen cascade is counted before anything is deleted", async ({ page, app }) => {
    await signIn(page, app, "admin");
    const { contact } = await contactWithDeal(page, "Alongb");
    await page.goto(`/contacts/delete?ids=${contact.split("/").pop()}`);
    await page.getByLabel(/^Also delete: 1 deal/).check();
    await page.getByLabel("Type 1 to confirm").fill("1");
    await page.getByRole("button", { name: "Delete 1 contact" }).click();
    await expect(page.getByText("The records to delete have changed.")).toBeVisible();
    await expect(page.getByLabel(/^Also delete/)).toBeChecked();
    await page.getByLabel("Type 2 to confirm").fill("2");
    await page.getByRole("button", { name: "Delete 1 contact + 1 deal" }).click();
    await expect(page.getByRole("heading", { name: "Deleted together" })).toBeVisible();
  });
});
