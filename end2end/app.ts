// What every test stands on: a server for each file of tests, a page that fails its test on any message of the console.
import AxeBuilder from "@axe-core/playwright";
import { test as base, chromium as browserType, expect, type Browser, type Page } from "@playwright/test";
// @ts-expect-error plain JavaScript
import { chromium, chromiumFlags, hydrated, start } from "./server.mjs";

export type Who = "admin" | "dario" | "mira" | "reader";
type Server = { url: string; address: string; folder: string; signIns: Record<Who, { email: string; password: string }>; stop: () => Promise<void> };

/** What a file finds never depends on which files its worker had before: each has a server of its own. */
class Servers {
  private file = "";
  private server?: Server;
  constructor(private database: "sqlite" | "postgres") {}

  /** The server of a file, as its first test asks for it: with so many contacts, with such settings. */
  async of(file: string, options: { contacts?: number; env?: Record<string, string> } = {}): Promise<Server> {
    if (!this.server || this.file !== file) {
      await this.stop();
      this.server = await start({ database: this.database, ...options });
      this.file = file;
    }
    return this.server!;
  }

  async stop() {
    await this.server?.stop();
    this.server = undefined;
  }
}

export const test = base.extend<{ app: Server }, { database: "sqlite" | "postgres"; servers: Servers; own: Browser }>({
  database: ["sqlite", { option: true, scope: "worker" }],
  servers: [
    async ({ database }, use) => {
      const servers = new Servers(database);
      await use(servers);
      await servers.stop();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  own: [
    async ({}, use) => {
      const browser = await browserType.launch({ executablePath: chromium(), args: chromiumFlags });
      await use(browser);
      await browser.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  app: [async ({ servers }, use, { file }) => use(await servers.of(file)), { timeout: 120_000 }],
  context: async ({ own, app, javaScriptEnabled, locale, viewport, colorScheme }, use) => {
    const context = await own.newContext({ baseURL: app.url, javaScriptEnabled, locale, viewport, colorScheme });
    await use(context);
    await context.close();
  },
  page: async ({ context }, use) => {
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => {
      // A status of our own making is told by the browser too; the page that shows it is what is tested.
      if (/Failed to load resource: the server responded with a status of (404|403|401)/.test(message.text())) return;
      if (["error", "warning"].includes(message.type())) said.push(message.text());
    });
    page.on("pageerror", (error) => said.push(String(error)));
    await use(page);
    expect(said, "the console must stay silent").toEqual([]);
  },
});

export { expectUsableAtEveryWidth, expectUsableLayout } from "./layout";
export { expect, hydrated };

export async function signIn(page: Page, app: Server, who: Who, next = "/contacts") {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByLabel("E-mail").fill(app.signIns[who].email);
  await page.getByLabel("Password").fill(app.signIns[who].password);
  await page.getByRole("button", { name: /^(Sign in|Accedi)$/ }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

export async function axe(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target + " " + node.failureSummary).join("; ")}`)).toEqual([]);
}

export async function noSidewaysScroll(page: Page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBeLessThanOrEqual(0);
}

/** Makes a contact through the form and stays on its page. Its name is one of a kind. */
export async function makeContact(page: Page, first: string, email: string) {
  await page.goto("/contacts/new");
  await hydrated(page);
  await page.getByLabel("First name").fill(first);
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: first, level: 1 })).toBeVisible();
}
