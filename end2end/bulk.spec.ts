// Everything a view shows: selected, deleted in the background, seen on the way, put back.
import { axe, expect, hydrated, noSidewaysScroll, signIn, test } from "./app";
// @ts-expect-error plain JavaScript
import { start } from "./server.mjs";

test("deletes all of a view in the background and puts it back", async ({ own, database }) => {
  const app = await start({ database, contacts: 3_000, trash: 0 });
  const context = await own.newContext({ baseURL: app.url, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await signIn(page, app, "admin");
  await hydrated(page);

  await page.getByLabel("Select the page").check();
  await expect(page.getByText("50 selected")).toBeVisible();
  await page.getByRole("button", { name: "Select all 3,000 contacts" }).click();
  await expect(page.getByText("3,000 selected")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("51–100 of 3,000")).toBeVisible();
  await expect(page.getByText("3,000 selected")).toBeVisible();
  await page.locator("tbody input[type=checkbox]").first().uncheck();
  await expect(page.getByText("2,999 selected")).toBeVisible();
  await axe(page);

  await page.locator(".bar").getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading")).toContainText("2,999 contacts");
  await dialog.getByLabel("Type 2999 to confirm").fill("2999");
  await dialog.getByRole("button", { name: "Delete 2,999 contacts" }).click();
  await expect(page).toHaveURL(/\/operations\/\d+/);
  await expect(page.locator(".stats")).toContainText("Deleted2,999", { timeout: 30_000 });
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Contacts/ })).toContainText("1");
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByRole("button", { name: "Restore the whole deletion" }).click();
  await expect(page.getByRole("heading", { name: /^Restore \d+$/, level: 1 })).toBeVisible();
  await expect(page.locator(".stats")).toContainText("Restored2,999", { timeout: 30_000 });
  await page.goto("/contacts");
  await expect(page.getByText("1–50 of 3,000")).toBeVisible();
  expect(said).toEqual([]);
  await context.close();
  await app.stop();
});
