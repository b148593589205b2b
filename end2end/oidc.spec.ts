// Sign-in through an OpenID Connect provider on another site than the server.
import type { Page } from "@playwright/test";
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test as base } from "./app";
// @ts-expect-error plain JavaScript
import { startProvider } from "./provider.mjs";
// @ts-expect-error plain JavaScript
import { open } from "./sql.mjs";

type Person = { email: string; email_verified: boolean; name: string; groups: string[] };
type Provider = { people: Map<string, Person>; env: Record<string, string>; serve: (url: string) => void; down: () => void; stop: () => Promise<void> };

const test = base.extend<object, { provider: Provider }>({
  provider: [
    async ({}, use) => {
      const provider = await startProvider();
      await use(provider);
      await provider.stop();
    },
    { scope: "worker" },
  ],
  app: [
    async ({ servers, provider }, use, { file }) => {
      const server = await servers.of(file, { env: provider.env });
      provider.serve(server.url);
      await use(server);
    },
    { timeout: 120_000 },
  ],
});

/** Adds a user to the provider. */
function addUser(provider: Provider, login: string, groups: string[], more: Partial<Person> = {}) {
  const name = login.replace(/\b./g, (letter) => letter.toUpperCase());
  provider.people.set(login, { email: `${login.replace(" ", ".")}@example.com`, email_verified: true, name, groups, ...more });
}

async function go(page: Page, next = "/contacts") {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.getByRole("button", { name: /Sign in with Example ID|Accedi con Example ID/ }).click();
}

async function logIn(page: Page, login: string) {
  await expect(page.getByRole("heading", { name: "Example ID", exact: true })).toBeVisible();
  expect(new URL(page.url()).hostname).toBe("localhost");
  await page.getByLabel("Login").fill(login);
  await page.getByRole("button", { name: "Log in" }).click();
}

async function enter(page: Page, login: string, next?: string) {
  await go(page, next);
  await logIn(page, login);
}

/** Makes all sessions of a user too old for what asks for a recent sign-in. */
async function expireReauthentication(app: { address: string }, email: string) {
  const db = open(app.address);
  await db.run(`UPDATE session SET authenticated_at = 0 WHERE user_id = (SELECT id FROM app_user WHERE email = '${email}')`);
  await db.close();
}

/** Waits until the page confirms what was done. */
async function confirmed(page: Page, text: string) {
  await expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();
}

/** Waits until the sign-in page shows an error. */
async function refused(page: Page, text: string) {
  await expect(page.getByRole("alert")).toContainText(text);
  await expect(page).toHaveURL(/\/sign-in\?problem=/);
}

test("a first sign-in creates a user whose role follows the groups", async ({ page, app, own, provider }) => {
  addUser(provider, "nora nord", ["staff", "crm-sales"]);
  await page.goto("/sign-in");
  await axe(page);
  await enter(page, "nora nord", "/account");
  await expect(page).toHaveURL(/\/account$/);
  await expect(page.locator("main .head")).toContainText("Nora Nord");
  const here = page.locator(".sessions li").first();
  await expect(here).toContainText("this session");
  await expect(here).toContainText("through the provider");
  await expect(page.locator("#provider")).toContainText("Your role is set from your groups");
  await expect(page.getByRole("button", { name: "Unlink" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Change password" })).toHaveCount(0);
  await axe(page);

  // Again in another browser, with another group and another e-mail at the provider.
  addUser(provider, "nora nord", ["crm-readers"], { email: "nora@example.com", email_verified: false });
  const away = await (await own.newContext({ baseURL: app.url })).newPage();
  await enter(away, "nora nord", "/account");
  await expect(away.locator(".sessions li")).toHaveCount(2);
  await expect(away.locator("main .head")).toContainText("nora.nord@example.com");
  await away.context().close();

  const admin = await (await own.newContext({ baseURL: app.url })).newPage();
  await signIn(admin, app, "admin", "/settings/users?q=nora");
  await expect(admin.getByRole("row", { name: /Nora Nord/ })).toContainText("Read-only");
  await admin.getByRole("link", { name: "Nora Nord" }).click();
  await expect(admin.getByText("The role is set from the groups at the provider")).toBeVisible();
  await axe(admin);
  await admin.goto("/settings/audit");
  const row = (text: string) => admin.getByRole("row").filter({ hasText: text }).first();
  await expect(row("Role set from groups: Nora Nord, Read-only")).toBeVisible();
  await expect(row("Signed in through the provider")).toContainText("Nora Nord");

  // A deactivated user is refused, whatever the provider says.
  await admin.goto("/settings/users?q=nora");
  await admin.getByRole("link", { name: "Nora Nord" }).click();
  await admin.getByRole("button", { name: "Deactivate" }).click();
  await confirmed(admin, "Deactivated");
  await page.reload();
  await expect(page).toHaveURL(/\/sign-in/);
  await go(page);
  // The provider has a session and asks for nothing.
  await refused(page, "you do not have access here");
  await admin.context().close();
});

test("cancelling, an unverified e-mail or no group create no user", async ({ page, provider }) => {
  await go(page, "/deals");
  await page.getByRole("button", { name: "Cancel" }).click();
  await refused(page, "Sign-in with Example ID was cancelled");
  await expect(page).toHaveURL(/next=%2Fdeals/);
  expect(await page.content()).not.toContain("<b>no</b>");
  await axe(page);
  addUser(provider, "greta guest", ["staff"]);
  await page.getByRole("button", { name: "Sign in with Example ID" }).click();
  await logIn(page, "greta guest");
  await refused(page, "you do not have access here");

  // The e-mail of an existing user that is not verified at the provider.
  await page.context().clearCookies();
  addUser(provider, "mallory", ["crm-admins"], { email: "dario@example.com", email_verified: false });
  await enter(page, "mallory");
  await refused(page, "Your e-mail is not verified at");
  await page.goto("/contacts");
  await expect(page).toHaveURL(/\/sign-in/);

  // A replayed state, and a callback without a sign-in that began.
  await page.goto("/sign-in/provider/callback?state=x&code=y");
  await refused(page, "started in another browser");
});

test("a password user is linked by a verified e-mail and can unlink", async ({ page, app, provider }) => {
  const { email, password } = app.signIns.mira;
  addUser(provider, "mira", ["crm-admins"], { email });
  await enter(page, "mira", "/account");
  await expect(page.locator("#provider")).toContainText("http://localhost");
  await expect(page.locator("#provider")).not.toContainText("is set from your groups");
  await axe(page);
  await page.getByRole("button", { name: "Unlink" }).click();
  await confirmed(page, "Unlinked");
  await expect(page.getByRole("button", { name: "Unlink" })).toHaveCount(0);
  await page.context().clearCookies();
  await page.goto("/sign-in?next=/account");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
});

test("reauthentication at the provider keeps a purge and a role change", async ({ page, app, provider }) => {
  addUser(provider, "petra purge", ["crm-admins"]);
  await enter(page, "petra purge", "/contacts");
  await page.waitForURL((url) => url.pathname === "/contacts");
  await hydrated(page);
  await makeContact(page, "Fragile", "fragile@example.com");
  const record = page.url().split("/").at(-1);
  await page.goto(`/contacts/delete?ids=${record}`);
  await page.getByLabel("Type 1 to confirm").fill("1");
  await page.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(page.getByRole("heading", { name: /^Deletion/ })).toBeVisible();
  await expireReauthentication(app, "petra.purge@example.com");
  const ask = async () => {
    await page.goto(`/trash/purge?ids=${record}`);
    await page.getByLabel("Type 1 to confirm").fill("1");
    await page.getByRole("button", { name: "Permanently delete 1 contact" }).click();
    await expect(page.getByRole("heading", { name: "Confirm it’s you" })).toBeVisible();
  };
  await ask();
  await axe(page);
  await expect(page.getByLabel("Password")).toHaveCount(0);
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  // The provider has a session, and asks all the same.
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("alert")).toContainText("Sign-in with Example ID was cancelled");
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  addUser(provider, "other", ["crm-readers"]);
  await logIn(page, "other");
  await expect(page.getByRole("alert")).toContainText("A different user signed in");
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await logIn(page, "petra purge");
  await expect(page.getByRole("heading", { name: "Identity confirmed" })).toBeVisible();
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: /^Permanent deletion/ })).toBeVisible();

  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto("/settings/users?q=dario");
  await page.getByRole("link", { name: /Dario/ }).first().click();
  await expireReauthentication(app, "petra.purge@example.com");
  await page.getByLabel("Role").selectOption({ label: "Manager" });
  await page.getByRole("button", { name: "Assign role" }).click();
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await logIn(page, "petra purge");
  await page.getByRole("button", { name: "Continue" }).click();
  await confirmed(page, "Saved");
  await expect(page.getByLabel("Role").locator("option:checked")).toHaveText("Manager");
});

test.describe("without JavaScript, in Italian, on a phone", () => {
  test.use({ javaScriptEnabled: false, locale: "it-IT", viewport: { width: 390, height: 800 } });

  test("sign-in and reauthentication at the provider", async ({ page, app, provider }) => {
    addUser(provider, "ida nojs", ["crm-admins"]);
    await page.goto("/sign-in");
    await noSidewaysScroll(page);
    await go(page, "/settings/teams");
    await page.getByRole("button", { name: "Cancel" }).click();
    await refused(page, "Accesso con Example ID annullato");
    await noSidewaysScroll(page);
    await page.getByRole("button", { name: "Accedi con Example ID" }).click();
    await logIn(page, "ida nojs");
    await expect(page).toHaveURL(/\/settings\/teams$/);
    await expireReauthentication(app, "ida.nojs@example.com");
    await page.getByLabel("Nome del team").fill("Nord & “Sud”");
    await page.getByRole("button", { name: "Salva" }).click();
    await noSidewaysScroll(page);
    await page.getByRole("button", { name: "Continua con Example ID" }).click();
    await logIn(page, "ida nojs");
    await expect(page.getByRole("heading", { name: "Identità confermata" })).toBeVisible();
    await page.getByRole("button", { name: "Continua" }).click();
    await expect(page.getByRole("heading", { name: "Nord & “Sud”", level: 1 })).toBeVisible();
    await page.goto("/account");
    await noSidewaysScroll(page);
    await expect(page.locator("#provider")).toContainText("il tuo ruolo viene impostato");
  });
});
