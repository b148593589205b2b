// The board: its columns, cards moved by pointer, keyboard and form, and the whole pipeline as one selection.
import { type Page } from "@playwright/test";
import { axe, expect, noSidewaysScroll, signIn, test } from "./app";

// Enough deals for columns that load in more than one step.
test.use({ setup: { contacts: 2000 } });

const BOARD = "/deals/board";
const column = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const card = (page: Page, name: string) => page.locator("li.deal", { hasText: name });
const count = async (page: Page, name: string) => Number((await column(page, name).locator("header .num").first().innerText()).replace(/[.,]/g, ""));
const total = async (page: Page) => Number((await page.locator("#total").innerText()).replace(/[.,]/g, ""));

async function makeDeal(page: Page, name: string, stage: string, amount = "1234.50") {
  await page.goto("/deals/new");
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Amount", { exact: true }).fill(amount);
  await page.getByLabel("Stage").selectOption({ label: stage });
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

test("a dragged card changes its stage and the column headers", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeDeal(page, "Dragged lamps", "Qualified");
  await page.goto("/deals");
  await page.getByRole("link", { name: "Board" }).click();
  await expect(page).toHaveURL(/\/deals\/board$/);
  await expect(column(page, "Qualified").locator("li.deal").first()).toContainText("Dragged lamps");
  const [from, to, all] = [await count(page, "Qualified"), await count(page, "Won"), await total(page)];
  await card(page, "Dragged lamps").dragTo(column(page, "Won").locator("header"));
  await expect(column(page, "Won").locator("li.deal").first()).toContainText("Dragged lamps");
  await expect(page.getByRole("status").getByText("Moved to Won.")).toBeVisible();
  await expect(async () => {
    expect([await count(page, "Qualified"), await count(page, "Won")]).toEqual([from - 1, to + 1]);
  }).toPass();
  // Its menu offers the other stages.
  await card(page, "Dragged lamps").locator("summary").click();
  await expect(card(page, "Dragged lamps").locator(".stages button")).toHaveText(["Qualified", "Proposal", "Negotiation", "Lost"]);
  await page.reload();
  await expect(column(page, "Won").locator("li.deal").first()).toContainText("Dragged lamps");
  expect(await total(page)).toBe(all);
  await card(page, "Dragged lamps").getByRole("link").click();
  await expect(page.getByText("Stage: Qualified → Won")).toBeVisible();
});

test("a card moved by keyboard keeps the focus", async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeDeal(page, "Typed lamps", "Qualified");
  await page.goto(BOARD);
  const moved = card(page, "Typed lamps");
  await moved.getByRole("link").focus();
  await page.keyboard.press("Tab");
  await expect(moved.getByRole("checkbox")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(moved.getByRole("button", { name: "Move to Proposal" })).toBeVisible();
  await axe(page);
  await page.keyboard.press("Escape");
  await expect(moved.getByRole("button", { name: "Move to Proposal" })).toBeHidden();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status").getByText("Moved to Proposal.")).toBeVisible();
  await expect(column(page, "Proposal").locator("li.deal").first()).toContainText("Typed lamps");
  await expect(moved.locator("summary")).toBeFocused();
  // The menu opens again, in the new stage.
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(moved.getByRole("button", { name: "Move to Qualified" })).toBeFocused();
});

test("a move that lost a race is reverted with a message", { tag: "@db" }, async ({ page, app, context }) => {
  await signIn(page, app, "admin");
  await makeDeal(page, "Raced lamps", "Qualified");
  await page.goto(BOARD);
  const other = await context.newPage();
  await other.goto(BOARD);
  await card(other, "Raced lamps").dragTo(column(other, "Proposal").locator("header"));
  await expect(other.getByRole("status").getByText("Moved to Proposal.")).toBeVisible();
  await other.close();
  await card(page, "Raced lamps").dragTo(column(page, "Won").locator("header"));
  await expect(page.getByRole("status")).toContainText("This was moved to Proposal in the meantime.");
  await expect(column(page, "Qualified").locator("li.deal").first()).toContainText("Raced lamps");
});

test("a column loads more cards as it scrolls", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", BOARD);
  const names = await page.locator("section.col h2").allInnerTexts();
  expect(names).toEqual(["Qualified", "Proposal", "Negotiation", "Won", "Lost"]);
  const counts = await Promise.all(names.map((name) => count(page, name)));
  const largest = names[counts.indexOf(Math.max(...counts))];
  const [cards, all] = [column(page, largest).locator("li.deal"), Math.max(...counts)];
  expect(all).toBeGreaterThan(25);
  await expect(cards).toHaveCount(25);
  await expect(async () => {
    await column(page, largest).locator(".cards").evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await expect(cards).toHaveCount(all, { timeout: 500 });
  }).toPass();
  const ids = await cards.evaluateAll((items) => items.map((item) => item.id));
  expect(new Set(ids).size).toBe(all);
  await expect(column(page, largest).locator(".more")).toHaveCount(0);
});

test("a whole pipeline except one deal is deleted and restored", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", BOARD);
  const all = await total(page);
  const before = await count(page, "Qualified");
  const boxes = page.locator("li.deal input[type=checkbox]");
  await page.locator("#total").hover();
  const shown = (index: number) => boxes.nth(index).evaluate((box) => getComputedStyle(box).opacity);
  expect(await shown(2)).toBe("0");
  await page.locator("li.deal").first().hover();
  await expect.poll(() => shown(0)).toBe("1");
  await boxes.first().check();
  await page.locator("#total").hover();
  await expect.poll(() => shown(2)).toBe("1");
  await expect(page.getByText("1 selected")).toBeVisible();
  await axe(page);
  await page.getByLabel(`Select all ${all} deals in this pipeline`).check();
  await expect(page.getByText(`${all} selected`)).toBeVisible();
  const kept = await page.locator("li.deal").nth(1).getByRole("link").innerText();
  await boxes.nth(1).uncheck();
  await expect(page.getByText(`${all - 1} selected`)).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("heading", { name: `Delete ${all - 1} deals?` })).toBeVisible();
  await axe(page);
  await page.getByLabel(`Type ${all - 1} to confirm`).fill("7");
  await page.getByRole("button", { name: `Delete ${all - 1} deals` }).click();
  await expect(page.getByRole("alert")).toContainText(`Type ${all - 1} to confirm`);
  await page.getByLabel(`Type ${all - 1} to confirm`).fill(String(all - 1));
  await page.getByRole("button", { name: `Delete ${all - 1} deals` }).click();
  await expect(page.getByRole("heading", { name: /^Deletion/ })).toBeVisible();
  await expect(page.getByText("from the board")).toBeVisible();
  await expect(page.getByText("All records in the pipeline.")).toBeVisible();
  const deletion = page.url();
  await page.goto(BOARD);
  expect(await total(page)).toBe(1);
  await expect(page.locator("li.deal")).toHaveText(new RegExp(kept));
  await expect(column(page, "Lost").getByText("No records in this stage.")).toBeVisible();
  await page.goto(deletion);
  await page.getByRole("button", { name: "Restore all" }).click();
  await expect(page.getByRole("heading", { name: /^Restore/ })).toBeVisible();
  await page.goto(BOARD);
  expect([await total(page), await count(page, "Qualified")]).toEqual([all, before]);
});

test("selected cards move together, except those of other owners", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  await makeDeal(page, "Foreign lamps", "Qualified");
  await page.getByLabel("Your account").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await signIn(page, app, "dario");
  for (const name of ["Own lamps one", "Own lamps two"]) await makeDeal(page, name, "Qualified");
  await page.goto(BOARD);
  await expect(card(page, "Foreign lamps").locator("summary")).toHaveCount(0);
  await expect(card(page, "Foreign lamps")).toHaveAttribute("draggable", "false");
  for (const name of ["Own lamps one", "Own lamps two", "Foreign lamps"]) await page.getByLabel(`Select ${name}`).check();
  await page.getByRole("button", { name: "Move to stage" }).click();
  await expect(page.getByRole("heading", { name: "Move 2 deals to a stage" })).toBeVisible();
  await expect(page.getByText("1 is owned by another user")).toBeVisible();
  await axe(page);
  await page.getByLabel("Stage").selectOption({ label: "Negotiation" });
  await page.getByRole("button", { name: "Move 2 deals" }).click();
  await expect(page).toHaveURL(/\/deals\/board/);
  await expect(page.locator("p[role=status]")).toContainText("2 deals moved to Negotiation.");
  await expect(page.locator("p[role=status]")).toContainText("you cannot edit them: Foreign lamps.");
  await expect(column(page, "Negotiation").locator("li.deal").first()).toContainText("Own lamps");
  await expect(column(page, "Qualified").locator("li.deal").first()).toContainText("Foreign lamps");
});

test("a search applies to the cards, the headers and the selection", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin");
  for (const [name, stage] of [["Searched lamps", "Qualified"], ["Searched poles", "Won"]]) await makeDeal(page, name, stage, "100");
  await page.goto(BOARD);
  await page.getByLabel("Search deals").fill("searched");
  await page.getByLabel("Search deals").press("Enter");
  await expect(page).toHaveURL(/\/deals\/board\?.*q=searched/);
  expect([await total(page), await count(page, "Qualified"), await count(page, "Lost")]).toEqual([2, 1, 0]);
  await expect(column(page, "Won").locator(".sum")).toHaveText("€100");
  await page.getByLabel("Select all 2 deals in this pipeline that match “searched”").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Delete 2 deals?" })).toBeVisible();
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(/q=searched/);
  await page.goto(`${BOARD}?q=zzzz`);
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await axe(page);
});

test("a reader can change nothing; an object without stages has no board", async ({ page, app }) => {
  await signIn(page, app, "reader", BOARD);
  await expect(page.locator("li.deal").first()).toBeVisible();
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.locator(".bar, li.deal summary, [draggable=true]")).toHaveCount(0);
  await axe(page);
  expect((await page.goto("/deals/move?ids=1"))?.status()).toBe(403);
  expect((await page.goto("/contacts/board"))?.status()).toBe(404);
  await page.goto("/contacts");
  await expect(page.getByRole("link", { name: "Board" })).toHaveCount(0);
});

test.describe("on an Italian phone", () => {
  test.use({ locale: "it", viewport: { width: 390, height: 800 }, colorScheme: "dark" });

  test("the board scrolls inside itself", async ({ page, app }) => {
    await signIn(page, app, "admin", BOARD);
    await expect(page.getByRole("heading", { name: "Trattative", level: 1 })).toBeVisible();
    await noSidewaysScroll(page);
    await axe(page);
    const inside = await page.locator(".board").evaluate((board) => board.scrollWidth > board.clientWidth);
    expect(inside).toBe(true);
    const first = page.locator("li.deal").first();
    const name = await first.getByRole("link").innerText();
    await first.locator("summary").click();
    await first.getByRole("button", { name: "Sposta in Proposta" }).click();
    await expect(page.getByRole("status").getByText("Spostamento in Proposta eseguito.")).toBeVisible();
    await expect(column(page, "Proposta").locator("li.deal").first()).toContainText(name);
    await page.goto("/tickets/board");
    await expect(page.getByRole("heading", { name: "In attesa del cliente" })).toBeVisible();
    await noSidewaysScroll(page);
    await axe(page);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("cards are moved, columns paged, and the pipeline selected", async ({ page, app }) => {
    await signIn(page, app, "admin");
    await makeDeal(page, "Plain lamps", "Qualified");
    await page.goto("/deals");
    await page.getByRole("link", { name: "Board" }).click();
    await card(page, "Plain lamps").locator("summary").click();
    await page.getByRole("button", { name: "Move to Won" }).click();
    await expect(page.locator("p[role=status]")).toHaveText("Moved to Won.");
    await expect(column(page, "Won").locator("li.deal").first()).toContainText("Plain lamps");

    const more = page.getByRole("link", { name: /^Show more/ }).first();
    const stage = await page.locator("section.col", { has: more }).first().getAttribute("data-stage");
    const first = await page.locator(`[data-stage="${stage}"] li.deal`).first().innerText();
    await more.click();
    await expect(page.locator("section.col")).toHaveCount(1);
    await expect(page.locator("li.deal").first()).not.toHaveText(first);
    await page.getByRole("link", { name: "Back to the board" }).click();

    const all = await total(page);
    await page.getByLabel(`Select all ${all} deals in this pipeline`).check();
    await page.getByLabel("Select Plain lamps").check();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expect(page.getByRole("heading", { name: `Delete ${all} deals?` })).toBeVisible();
    await page.goBack();
    await page.getByRole("button", { name: "Clear" }).click();
    await page.getByLabel("Select Plain lamps").check();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await page.getByLabel("Type 1 to confirm").fill("1");
    await page.getByRole("button", { name: "Delete 1 deal" }).click();
    await expect(page.getByRole("heading", { name: /^Deletion/ })).toBeVisible();
    await page.goto(BOARD);
    expect(await total(page)).toBe(all - 1);
  });
});
