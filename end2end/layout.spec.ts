// Pages at every width, in both languages, with long names and a full selection: every control can be reached and read.
import type { Page } from "@playwright/test";
import { expect, expectUsableAtEveryWidth, hydrated, makeContact, signIn, test } from "./app";

const LONG = "Aurelia Maximiliana-Alexandra Featherstonehaugh von Hohenzollern-Sigmaringen";

test.beforeAll(async ({ servers, own }, { file }) => {
  test.setTimeout(240_000);
  const app = await servers.of(file);
  const context = await own.newContext({ baseURL: app.url });
  const page = await context.newPage();
  await signIn(page, app, "admin");
  for (const [index, last] of ["Konstantinopolskaya", "Wolfeschlegelsteinhausen", "Deleted"].entries()) {
    await makeContact(page, `${LONG} ${last}`, `aurelia.${index}@${"very-long-name.".repeat(4)}example`);
  }
  const id = page.url().split("/").pop();
  await page.goto(`/contacts/delete?ids=${id}`);
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByRole("heading", { name: /^Deletion/ })).toBeVisible();
  await context.close();
});

/** Ticks all rows of the page, so that the bar of the selection says and offers all that it can. */
async function selectPage(page: Page) {
  await page.locator("thead input[type=checkbox]").check();
  await expect(page.locator(".bar").first()).toBeVisible();
}

const pages: [name: string, path: string, prepare?: (page: Page) => Promise<void>][] = [
  ["a table with all rows of the page selected", "/contacts", selectPage],
  ["a table with long names and all of it selected", "/contacts?q=aurelia", selectPage],
  ["a table with chosen widths", "/contacts?cols=city%7E300.phone%7E300.%2Bowner%7E300", selectPage],
  ["the trash with all rows of the page selected", "/trash", selectPage],
  ["a filter with options", "/contacts/filter?field=lifecycle"],
  ["a filter with owners", "/contacts/filter?field=%2Bowner"],
  ["a filter with stages", "/deals/filter?field=%2Bstage"],
  ["a filter with yes and no", "/tasks/filter?field=done"],
  ["a filter with dates", "/contacts/filter?field=%2Bcreated"],
  ["a form with options", "/contacts/new"],
  ["a form with a long name", "/contacts/120/edit"],
  ["the choice of columns", "/contacts/columns"],
  ["the board with a selected deal", "/deals/board", (page) => page.locator("li.deal input[type=checkbox]").first().check()],
  ["a record page", "/contacts/1"],
  ["the page of a deletion", "/contacts/delete?ids=1,2,3"],
  ["the page of a change of owner", "/contacts/assign?ids=1,2,3"],
  ["the page of a restore", "/trash/restore?object=contacts&view=object%3Dcontacts"],
  ["the page of a purge", "/trash/purge?object=contacts&view=object%3Dcontacts"],
  ["the list of operations", "/operations?whose=everyone"],
  ["an operation", "/operations/1"],
  ["the home page", "/"],
  ["the search", "/search?q=aurelia"],
  ["an upload", "/imports/new"],
  ["the account", "/account"],
  ["the users", "/settings/users"],
  ["the roles", "/settings/roles"],
  ["a role", "/settings/roles/2"],
  ["the teams", "/settings/teams"],
  ["the audit log", "/settings/audit"],
  ["the outbox", "/settings/mail"],
  ["the background jobs", "/settings/jobs"],
  ["the retention", "/settings/retention"],
  ["the privacy settings", "/settings/privacy"],
  ["the form of a property", "/settings/objects/contacts/properties/lifecycle"],
  ["the form of a pipeline", "/settings/objects/deals/pipelines/1"],
];

for (const locale of ["en-GB", "it-IT"]) {
  test.describe(locale, () => {
    test.use({ locale, viewport: { width: 1280, height: 800 } });

    for (const [name, path, prepare] of pages) {
      test(`${name} is usable at every width`, async ({ page, app }) => {
        await signIn(page, app, "admin", path);
        await hydrated(page);
        await prepare?.(page);
        await expectUsableAtEveryWidth(page);
      });
    }
  });
}
