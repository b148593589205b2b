// Columns: chosen, ordered, resized and sorted by, and kept in the URL, in a view and by the board.
import { type Page } from "@playwright/test";
import { axe, expect, hydrated, noSidewaysScroll, signIn, test } from "./app";

const heads = (page: Page) => page.locator("thead th a").evaluateAll((links) => links.map((link) => link.firstChild?.textContent?.trim()));
const usual = ["Name", "E-mail", "Phone", "Company name", "Owner", "Created"];
const show = (page: Page) => page.getByRole("button", { name: "Apply" }).click();

test("columns are chosen and ordered, kept in URL and view, and reset", async ({ page, app }) => {
  await signIn(page, app, "admin", "/contacts?q=a&sort=created");
  await hydrated(page);
  expect(await heads(page)).toEqual(usual);
  await page.getByRole("link", { name: "Columns" }).click();
  await axe(page);
  await page.getByLabel("City", { exact: true }).check();
  await page.getByLabel("Phone", { exact: true }).uncheck();
  // The focus follows the moved row, and goes to the other button at the end of the list.
  await page.getByRole("button", { name: "Move E-mail down" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Move E-mail down" })).toBeFocused();
  await expect(page.getByLabel("City", { exact: true })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Move E-mail down" })).toBeFocused();
  await page.getByLabel("Width of City in pixels").fill("300");
  await show(page);
  await hydrated(page);
  expect(await heads(page)).toEqual(["Name", "Company name", "E-mail", "Owner", "Created", "City"]);
  await expect(page.locator("tbody tr").first().locator("td").last()).not.toHaveText("—");
  const city = page.locator("th", { hasText: "City" });
  expect((await city.boundingBox())?.width).toBeGreaterThan(280);
  await axe(page);
  // The search is kept, and sorting keeps the columns.
  await expect(page.getByText("Results for “a”")).toBeVisible();
  await city.getByRole("link").click();
  await expect(city).toHaveAttribute("aria-sort", "ascending");
  expect((await heads(page)).at(-1)).toBe("City");
  await expect(page).toHaveURL(/cols=.*city/);

  await page.getByRole("link", { name: "Save view" }).click();
  await page.getByLabel("View name").fill("Cities");
  await page.getByRole("button", { name: "Save view" }).click();
  await hydrated(page);
  await page.getByRole("link", { name: "All contacts" }).click();
  await expect(page.locator("thead")).toContainText("Phone");
  expect(await heads(page)).toEqual(usual);
  await page.getByRole("link", { name: "Cities" }).click();
  await expect(page.locator("thead")).toContainText("City");
  expect((await heads(page)).at(-1)).toBe("City");
  await page.getByRole("link", { name: "Columns" }).click();
  await page.getByRole("link", { name: "Reset to default" }).click();
  await hydrated(page);
  expect(await heads(page)).toEqual(usual);
});

test("a column is resized by keyboard and pointer and the URL keeps it", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await hydrated(page);
  const head = page.locator("th", { hasText: "Company name" });
  const edge = page.getByRole("separator", { name: "Width of Company name" });
  const width = async () => Math.round((await head.boundingBox())!.width);
  const before = await width();
  await edge.focus();
  await expect(edge).toHaveAttribute("aria-valuenow", String(before));
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(new RegExp(`company%7E${before + 32}|company~${before + 32}`));
  await expect(edge).toHaveAttribute("aria-valuenow", String(before + 32));
  await expect(edge).toBeFocused();
  expect(Math.abs((await width()) - before - 32)).toBeLessThanOrEqual(1);
  // A key that is pressed while the previous one's page loads counts too.
  await page.route("**/api/records/list*", async (route) => {
    await page.keyboard.press("ArrowRight");
    await route.continue();
  }, { times: 1 });
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(new RegExp(`company(%7E|~)${before + 16}`));
  await page.keyboard.press("ArrowRight");
  await expect(page).toHaveURL(new RegExp(`company(%7E|~)${before + 32}`));
  // The pointer resizes from that width.
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + 10);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 60, box.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect(page).toHaveURL(new RegExp(`company(%7E|~)${before - 28}`));
  await axe(page);
  await page.reload();
  await hydrated(page);
  expect(Math.abs((await width()) - before + 28)).toBeLessThanOrEqual(1);
  // Enter gives the column its natural width.
  await edge.focus();
  await page.keyboard.press("Enter");
  await expect(page).not.toHaveURL(/company(%7E|~)/);
  await expect(page.locator(".sized")).toHaveCount(0);
});

test("a view without an index says so, and offers one to admins", { tag: "@db" }, async ({ page, app, context }) => {
  await signIn(page, app, "admin", "/contacts?sort=city&dir=desc");
  await hydrated(page);
  const cities = await page.locator("tbody tr").count();
  expect(cities).toBeGreaterThan(5);
  await expect(page.getByText("This view may be slow: no index for City.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Add index" })).toHaveAttribute("href", "/settings/objects/contacts");
  await axe(page);
  await page.goto("/contacts?sort=company&f=phone.known.");
  await expect(page.getByText("This view may be slow")).toHaveCount(0);
  await context.clearCookies();
  await signIn(page, app, "mira", "/contacts?f=city.is.Torino");
  await expect(page.getByText("This view may be slow: no index for City.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Add index" })).toHaveCount(0);
});

test("table and board share their filter", async ({ page, app }) => {
  await signIn(page, app, "admin", "/deals?f=priority.is.high");
  await hydrated(page);
  const rows = await page.locator("tbody tr").count();
  await page.getByRole("link", { name: "Board" }).click();
  await expect(page.locator("#total")).toHaveText(String(rows));
  await expect(page.locator("li.deal")).toHaveCount(rows);
  await axe(page);
  // A condition added from the board leads back to it.
  await page.getByRole("link", { name: "Filter", exact: true }).click();
  await page.getByLabel("Property").selectOption("Amount");
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByLabel("Amount").selectOption("is more than");
  await page.getByLabel("Value", { exact: true }).fill("1");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page).toHaveURL(/\/deals\/board\?/);
  await expect(page.getByText("Amount is more than 1")).toBeVisible();
  const cards = await page.locator("li.deal").count();
  expect(cards).toBeGreaterThan(0);
  await expect(page.getByText(`Select all ${cards} deals in this pipeline that match the filter`)).toBeVisible();
  await page.getByRole("link", { name: "Table" }).click();
  await hydrated(page);
  await expect(page.locator("tbody tr")).toHaveCount(cards);
  await page.getByRole("link", { name: "Board" }).click();
  await page.getByRole("link", { name: "Remove filter: Priority is High" }).click();
  await expect(page).toHaveURL(/\/deals\/board\?/);
  await expect(page.getByText("Priority is High")).toHaveCount(0);
});

test.describe("on a phone, in the dark, in Italian", () => {
  test.use({ viewport: { width: 390, height: 844 }, colorScheme: "dark", locale: "it-IT" });

  test("the column page and a table with widths fit", async ({ page, app }) => {
    await signIn(page, app, "admin", "/contacts?cols=city%7E300.phone%7E300.%2Bowner%7E300");
    await hydrated(page);
    await noSidewaysScroll(page);
    await expect(page.getByRole("separator")).toHaveCount(0);
    await axe(page);
    await page.goto("/contacts/columns");
    await noSidewaysScroll(page);
    await axe(page);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("columns are ordered and get the width that was typed", async ({ page, app }) => {
    await signIn(page, app, "admin", "/contacts/columns?size=25");
    await page.getByRole("button", { name: "Move Phone up" }).click();
    await page.getByLabel("Width of Phone in pixels").fill("400");
    // Enter in a field submits the form, not a button of a row.
    await page.getByLabel("Width of Phone in pixels").press("Enter");
    await expect(page).toHaveURL(/\/contacts\?/);
    expect(await heads(page)).toEqual(["Name", "Phone", "E-mail", "Company name", "Owner", "Created"]);
    expect((await page.locator("th", { hasText: "Phone" }).boundingBox())?.width).toBeGreaterThan(380);
    await expect(page.getByRole("separator")).toHaveCount(0);
    await expect(page.locator("tbody tr")).toHaveCount(25);
  });
});
