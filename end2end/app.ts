// What all browser tests share: a server for each file, a page that fails its test on any console message, and helpers.
import AxeBuilder from "@axe-core/playwright";
import { test as base, chromium as browserType, expect, type Browser, type Page } from "@playwright/test";
// @ts-expect-error plain JavaScript
import { chromium, chromiumFlags, fill, hydrated, postgres, start } from "./server.mjs";

export type User = "admin" | "dario" | "mira" | "reader";
type Server = { url: string; address: string; folder: string; signIns: Record<User, { email: string; password: string }>; stop: () => Promise<void> };
/** How many records the sample data has, settings of the server, and which build of it runs. */
type Setup = { contacts?: number; trash?: number; env?: Record<string, string>; program?: string };

/**
 * The server of one worker. Each file of tests gets a new one over a copy of a filled database, so that a file finds the
 * same whichever files its worker ran before. On PostgreSQL all databases are in one cluster.
 */
class Servers {
  private cluster?: { address: string; stop: () => Promise<void> };
  private templates = new Map<string, { remove: () => Promise<void> }>();
  private running?: { key: string; server: Server };
  constructor(private database: "sqlite" | "postgres") {}

  /** The server of a file. Another setup in the same file is another server. */
  async of(file: string, setup: Setup = {}): Promise<Server> {
    const key = JSON.stringify([file, setup]);
    if (this.running?.key !== key) {
      await this.stopServer();
      this.running = { key, server: await this.start(setup) };
    }
    return this.running.server;
  }

  private async start({ env, contacts = 120, trash, program }: Setup): Promise<Server> {
    const contents = { database: this.database, contacts, trash, program };
    const key = JSON.stringify(contents);
    if (this.database === "postgres") this.cluster ??= await postgres();
    let copyOf = this.templates.get(key);
    if (!copyOf) this.templates.set(key, (copyOf = await fill({ ...contents, cluster: this.cluster })));
    return start({ program, env, copyOf });
  }

  private async stopServer() {
    await this.running?.server.stop();
    this.running = undefined;
  }

  async stop() {
    await this.stopServer();
    for (const template of this.templates.values()) await template.remove();
    await this.cluster?.stop();
  }
}

export const test = base.extend<{ app: Server; setup: Setup }, { database: "sqlite" | "postgres"; servers: Servers; own: Browser }>({
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
  setup: [{}, { option: true }],
  app: [async ({ servers, setup }, use, { file }) => use(await servers.of(file, setup)), { timeout: 120_000 }],
  context: async ({ own, app, javaScriptEnabled, locale, viewport, colorScheme }, use) => {
    const context = await own.newContext({ baseURL: app.url, javaScriptEnabled, locale, viewport, colorScheme });
    await use(context);
    await context.close();
  },
  page: async ({ context }, use) => {
    const page = await context.newPage();
    const messages = consoleOf(page);
    await use(page);
    expect(messages, "the console must stay silent").toEqual([]);
  },
});

/** Collects what a page writes to the console from now on. */
export function consoleOf(page: Page): string[] {
  const messages: string[] = [];
  page.on("console", (message) => {
    // The browser reports a refusal that the server means; the tests look at the page that shows it.
    if (/Failed to load resource: the server responded with a status of (404|403|401)/.test(message.text())) return;
    if (["error", "warning"].includes(message.type())) messages.push(message.text());
  });
  page.on("pageerror", (error) => messages.push(String(error)));
  return messages;
}

export { expectUsableAtEveryWidth, expectUsableLayout } from "./layout";
export { expect, hydrated };

/** Signs a user in without the form, and opens a page. The form has tests of its own in contacts, home and plain. */
export async function signIn(page: Page, app: Server, user: User, next = "/contacts") {
  const { email, password } = app.signIns[user];
  const answer = await page.request.post(`${app.url}/api/sign-in`, {
    form: { email, password, next },
    headers: { origin: app.url },
    maxRedirects: 0,
  });
  expect(answer.headers().location).toBe(next);
  await page.goto(new URL(next, app.url).href);
}

/** Fails if the page has a violation of WCAG 2.2 AA. Pages do not depend on the database, so one project looks at them. */
export async function axe(page: Page) {
  if (test.info().project.name !== "sqlite") return;
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    // Runs in the page alone instead of in every frame and a further page: we have no frames, and it takes half the time.
    .setLegacyMode()
    .analyze();
  expect(violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.target + " " + node.failureSummary).join("; ")}`)).toEqual([]);
}

/** Fails if the page is wider than its window. */
export async function noSidewaysScroll(page: Page) {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wider).toBeLessThanOrEqual(0);
}

/** Makes a contact through the form and stays on its page. */
export async function makeContact(page: Page, first: string, email: string) {
  await page.goto("/contacts/new");
  await hydrated(page);
  await page.getByLabel("First name").fill(first);
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: first, level: 1 })).toBeVisible();
}
