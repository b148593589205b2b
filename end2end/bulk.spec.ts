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

  // Of a filter that more meet than a page counts, the rest is counted beside the page: once for all pages of the view.
  let counted = 0;
  page.on("request", (request) => (counted += Number(request.url().endsWith("/api/records/count"))));
  const filtered = `/contacts?f=${encodeURIComponent("+name.known.")}`;
  await page.goto(filtered);
  await expect(page.getByText("1–50 of 3,000", { exact: true })).toBeVisible();
  await expect(page.locator(".head .num")).toHaveText("3,000");
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("51–100 of 3,000", { exact: true })).toBeVisible();
  await page.getByLabel("Select the page").check();
  await page.getByRole("button", { name: /^Select all 3,000 contacts/ }).click();
  await expect(page.getByText("3,000 selected")).toBeVisible();
  expect(counted).toBe(1);
  expect(said).toEqual([]);
  await context.close();
  const plain = await own.newContext({ baseURL: app.url, javaScriptEnabled: false });
  const still = await plain.newPage();
  await signIn(still, app, "admin", filtered);
  await expect(still.getByText("1–50 of 1,000+", { exact: true })).toBeVisible();
  await plain.close();
  await app.stop();
});
