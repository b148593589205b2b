// All standard objects: table, form, record page, filter, views, deletion and restore.
import { axe, expect, hydrated, noSidewaysScroll, signIn, test } from "./app";

const objects = ["companies", "deals", "tickets", "calls", "emails", "tasks", "notes", "meetings"];

for (const slug of objects) {
  test(`${slug} have a table, a form and a record page`, async ({ page, app }) => {
    await signIn(page, app, "admin", `/${slug}`);
    await hydrated(page);
    await expect(page.locator("tbody tr").first()).toBeVisible();
    await axe(page);
    await page.getByRole("link", { name: /^New / }).click();
    await expect(page.getByRole("heading", { level: 1, name: /^New / })).toBeVisible();
    await axe(page);
    await page.goto(`/${slug}`);
    await hydrated(page);
    await page.locator("tbody a.who").first().click();
    await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
    await axe(page);
  });
}

for (const slug of ["contacts", ...objects]) {
  test(`${slug} are deleted and restored from their page and their table`, async ({ page, app }) => {
    await signIn(page, app, "admin", `/${slug}`);
    await hydrated(page);
    await page.locator("tbody a.who").first().click();
    await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
    const name = await page.getByRole("heading", { level: 1 }).innerText();
    const address = page.url();
    await page.getByText("Actions", { exact: true }).click();
    await page.getByRole("link", { name: "Delete", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: /^Delete 1 / }).click();
    await expect(page.getByText(/ is in the trash/).first()).toBeVisible();
    await axe(page);
    await page.goto(address);
    await hydrated(page);
    await expect(page.getByText(/ is in the trash/).first()).toBeVisible();
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await expect(page.getByText(/ is in the trash/)).toHaveCount(0);
    await page.goto(address);
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();

    await page.goto(`/${slug}`);
    await hydrated(page);
    const count = Number((await page.locator(".head .num").innerText()).replace(/\D/g, ""));
    await page.locator("tbody input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Type 1 to confirm").fill("1");
    await dialog.getByRole("button", { name: /^Delete 1 / }).click();
    await expect(page.locator(".head .num")).toHaveText(String(count - 1));
    await page.goto(`/trash?object=${slug}`);
    await hydrated(page);
    await page.locator("tbody input[type=checkbox]").first().check();
    await page.getByRole("button", { name: "Restore", exact: true }).click();
    await expect(page.getByRole("status")).toContainText("restored");
    await page.goto(`/${slug}`);
    await expect(page.locator(".head .num")).toHaveText(String(count));
  });
}

test("a deal is created, sorted, filtered, exported, deleted and restored", { tag: "@db" }, async ({ page, app, context }) => {
  await signIn(page, app, "admin", "/deals/new");
  await page.getByLabel("Name").fill("Quiet harbour");
  await page.getByLabel("Amount", { exact: true }).fill("a lot");
  await page.getByLabel("Currency").selectOption("CHF");
  await page.getByLabel("Description").fill("Two lines\nof text");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Enter an amount, such as 1,250.50, and a currency.")).toBeVisible();
  await expect(page.getByLabel("Amount", { exact: true })).toBeFocused();
  await axe(page);
  // The form keeps what was typed.
  await expect(page.getByLabel("Name")).toHaveValue("Quiet harbour");
  await expect(page.getByLabel("Description")).toHaveValue("Two lines\nof text");
  await expect(page.getByLabel("Currency")).toHaveValue("CHF");
  await page.getByLabel("Amount", { exact: true }).fill("987,654,321.50");
  await page.getByLabel("Close date").fill("2031-05-06");
  await page.getByLabel("Priority").selectOption("High");
  await page.getByLabel("Stage").selectOption("Negotiation");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Quiet harbour", level: 1 })).toBeVisible();
  await expect(page.locator("dl")).toContainText("CHF 987,654,321.50");
  await expect(page.locator("dl")).toContainText("6 May 2031");
  await expect(page.locator("dl")).toContainText("Negotiation");
  // The edit form shows the values; the timeline names both stages.
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Edit all properties" }).click();
  await expect(page.getByLabel("Amount", { exact: true })).toHaveValue("987654321.50");
  await expect(page.getByLabel("Currency")).toHaveValue("CHF");
  await expect(page.getByLabel("Close date")).toHaveValue("2031-05-06");
  await page.getByLabel("Stage").selectOption("Won");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Stage: Negotiation → Won")).toBeVisible();

  // Amounts are sorted as numbers.
  await page.goto("/deals?sort=amount&dir=desc");
  await hydrated(page);
  await expect(page.locator("tbody tr").first()).toContainText("Quiet harbour");

  // A filter is built step by step and is part of the URL.
  await page.getByRole("link", { name: "Filter" }).click();
  await page.getByLabel("Property").selectOption("Amount");
  await page.getByRole("button", { name: "Next" }).click();
  await axe(page);
  await page.getByLabel("Amount").selectOption("is more than");
  await page.getByLabel("Value", { exact: true }).fill("plenty");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Enter a valid value")).toBeVisible();
  // The form keeps what was chosen and typed.
  await expect(page.getByLabel("Amount").locator("option:checked")).toHaveText("is more than");
  await expect(page.getByLabel("Value", { exact: true })).toHaveValue("plenty");
  await page.getByLabel("Value", { exact: true }).fill("900,000,000");
  await page.getByRole("button", { name: "Apply" }).click();
  await expect(page.getByText("Amount is more than 900,000,000")).toBeVisible();
  await hydrated(page);
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await axe(page);

  // The view is exported as a file that can be imported again.
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Export" }).click();
  const stream = await (await download).createReadStream();
  let text = "";
  for await (const piece of stream) text += piece;
  expect(text.split("\r\n")).toHaveLength(3);
  expect(text).toContain('"Quiet harbour","987654321.50 CHF","2031-05-06"');

  // Only the records that match the filter are deleted.
  await page.getByLabel("Select page").check();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type 1 to confirm").fill("1");
  await dialog.getByRole("button", { name: "Delete 1 deal" }).click();
  await expect(page.getByText("Remove a filter to see more.")).toBeVisible();
  // The trash has a tab for each object with deleted records.
  const other = await context.newPage();
  await other.goto("/trash");
  await hydrated(other);
  await other.getByRole("navigation", { name: "Kinds of records in the trash" }).getByRole("link", { name: /^Deals/ }).click();
  await expect(other.locator("tbody tr", { hasText: "Quiet harbour" })).toBeVisible();
  await axe(other);
  await other.close();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(1);
  await page.getByRole("link", { name: "Remove filter: Amount is more than 900,000,000" }).click();
  await expect(page.locator("tbody tr").nth(3)).toBeVisible();
});

test("a view is saved as a tab, shared, and removed without its records", async ({ page, app, context }) => {
  await signIn(page, app, "dario", "/tasks?f=done.is.no&sort=due");
  await hydrated(page);
  await page.getByRole("link", { name: "Save view" }).click();
  await expect(page.getByText("Done is No")).toBeVisible();
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("alert")).toContainText("Enter a name.");
  await axe(page);
  await page.getByLabel("View name").fill("Still to do");
  await page.getByLabel("Visible to").selectOption("Everyone with access to these records");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("link", { name: "Still to do" })).toHaveAttribute("aria-current", "page");
  await hydrated(page);
  await axe(page);
  await page.getByRole("link", { name: "All tasks" }).click();
  await expect(page.getByRole("link", { name: "All tasks" })).toHaveAttribute("aria-current", "page");
  // Another user sees the tab and cannot remove it.
  await context.clearCookies();
  await signIn(page, app, "mira", "/tasks");
  await page.getByRole("link", { name: "Still to do" }).click();
  await expect(page.getByText("Done is No")).toBeVisible();
  await page.goto("/tasks/views");
  await expect(page.getByText("shared by Dario Prova")).toBeVisible();
  await expect(page.getByRole("button", { name: /Delete view/ })).toHaveCount(0);
  await context.clearCookies();
  await signIn(page, app, "dario", "/tasks/views");
  await page.getByRole("button", { name: /Delete view Still to do/ }).click();
  await expect(page.getByRole("link", { name: "Still to do" })).toHaveCount(0);
  await page.goto("/tasks?f=done.is.no");
  await expect(page.locator("tbody tr").first()).toBeVisible();
});

test("the domain of a company is unique and compared as a domain", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/companies/new");
  await page.getByLabel("Name").fill("Lumen again");
  await page.getByLabel("Domain").fill("https://www.LUMEN.example/contact");
  await page.getByLabel("Website").fill("javascript:alert(1)");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Enter a web address, such as example.com/about.")).toBeVisible();
  await page.getByLabel("Website").fill("lumen.example/x");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: "Open Lumen Srl" })).toBeVisible();
});

test.describe("in Italian, on a phone, without JavaScript", () => {
  test.use({ locale: "it-IT", viewport: { width: 390, height: 800 }, javaScriptEnabled: false });
  test("a ticket is created, found by a filter and edited", async ({ page, app }) => {
    await signIn(page, app, "admin", "/tickets/new");
    await page.getByLabel("Oggetto").fill("Lampada spenta");
    await page.getByLabel("Priorità").selectOption("Urgente");
    await page.getByLabel("Rispondere entro").fill("2031-05-06T17:30");
    await page.getByRole("button", { name: "Crea" }).click();
    await expect(page.locator("dl")).toContainText("6 mag 2031, 17:30 UTC");
    await page.goto("/tickets/filter?field=due");
    await page.getByLabel("Rispondere entro").selectOption("è il");
    await page.getByLabel("Valore", { exact: true }).fill("2031-05-06");
    await page.getByRole("button", { name: "Applica" }).click();
    await expect(page.locator("tbody tr")).toHaveCount(1);
    await noSidewaysScroll(page);
    await page.getByRole("link", { name: /Lampada spenta/ }).click();
    await noSidewaysScroll(page);
    await page.goto(`${new URL(page.url()).pathname}/edit`);
    await expect(page.getByLabel("Rispondere entro")).toHaveValue("2031-05-06T17:30");
    await page.getByLabel("Fase").selectOption("Chiuso");
    await page.getByRole("button", { name: "Salva" }).click();
    await expect(page.getByText("Fase: Nuovo → Chiuso")).toBeVisible();
    await noSidewaysScroll(page);
  });
});
