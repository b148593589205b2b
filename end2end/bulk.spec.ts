// Bulk deletion of a whole view: selected over pages, executed in the background, restored.
import { axe, expect, hydrated, noSidewaysScroll, signIn, test } from "./app";

test.use({ setup: { contacts: 3_000, trash: 0 } });

test("a whole view is deleted in the background and restored", { tag: "@db" }, async ({ page, app, own }) => {
  await signIn(page, app, "admin");
  await hydrated(page);

  await page.getByLabel("Select page").check();
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

  await page.getByRole("button", { name: "Restore all" }).click();
  await expect(page.getByRole("heading", { name: /^Restore \d+$/, level: 1 })).toBeVisible();
  await expect(page.locator(".stats")).toContainText("Restored2,999", { timeout: 30_000 });
  await page.goto("/contacts");
  await expect(page.getByText("1–50 of 3,000")).toBeVisible();

  // A page counts up to a limit. Above it, the exact number is requested separately: once for all pages of the view.
  let counted = 0;
  page.on("request", (request) => (counted += Number(request.url().endsWith("/api/records/count"))));
  const filtered = `/contacts?f=${encodeURIComponent("+name.known.")}`;
  await page.goto(filtered);
  await expect(page.getByText("1–50 of 3,000", { exact: true })).toBeVisible();
  await expect(page.locator(".head .num")).toHaveText("3,000");
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page.getByText("51–100 of 3,000", { exact: true })).toBeVisible();
  await page.getByLabel("Select page").check();
  await page.getByRole("button", { name: /^Select all 3,000 contacts/ }).click();
  await expect(page.getByText("3,000 selected")).toBeVisible();
  expect(counted).toBe(1);
  const plain = await own.newContext({ baseURL: app.url, javaScriptEnabled: false });
  const still = await plain.newPage();
  await signIn(still, app, "admin", filtered);
  await expect(still.getByText("1–50 of 1,000+", { exact: true })).toBeVisible();
  await plain.close();
});
