// A user's own account: two-step sign-in, passwords, sessions, and reauthentication before what cannot be undone.
import { createHmac } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { axe, expect, makeContact, noSidewaysScroll, signIn, test } from "./app";
import { PASSWORD, begin, invitationOf, invite } from "./invited";
// @ts-expect-error plain JavaScript
import { open } from "./sql.mjs";

type App = { url: string; address: string; folder: string };

/** The code that an authenticator app shows `later` time steps from now (RFC 6238). */
function code(secret: string, later = 0) {
  const bits = [...secret].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const hash = createHmac("sha1", key).update(step).digest();
  const number = hash.readUInt32BE(hash[19]! & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Invites a new user and signs them in, in a browser context of their own. */
async function newUser(admin: Page, own: Browser, app: App, name: string, role = "Member") {
  const email = `${name.toLowerCase().replace(" ", ".")}@example.com`;
  await invite(admin, email, role);
  const page = await begin(own, app.url, await invitationOf(app.folder, email), name);
  return { page, email };
}

async function enter(page: Page, email: string, password = PASSWORD) {
  await page.goto("/sign-in?next=/account");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until the page confirms what was done. */
async function confirmed(page: Page, text: string) {
  await expect(page.getByRole("status").filter({ hasText: text })).toBeVisible();
}

/** Turns two-step sign-in on. Gives the secret and the recovery codes. */
async function turnOn(page: Page) {
  await page.goto("/account");
  await page.getByRole("button", { name: "Set up" }).click();
  const secret = (await page.locator(".secret").innerText()).replaceAll(/\s/g, "");
  await page.getByLabel("Code shown by the app").fill(code(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await expect(page.getByText("Two-step verification is on.")).toBeVisible();
  return { secret, codes: await page.locator(".codes li").allInnerTexts() };
}

/** Makes all sessions of a user too old for what asks for a recent sign-in. */
async function expireReauthentication(app: App, email: string) {
  const db = open(app.address);
  await db.run(`UPDATE session SET authenticated_at = 0 WHERE user_id = (SELECT id FROM app_user WHERE email = '${email}')`);
  await db.close();
}

test("two-step sign-in is set up, used, recovered and turned off", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  const { page: hers, email } = await newUser(page, own, app, "Tilda Twostep");
  await hers.goto("/");
  await hers.getByLabel("Your account").click();
  await hers.getByRole("link", { name: "Your account" }).click();
  await expect(hers.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await axe(hers);

  // A wrong code turns nothing on and keeps the secret.
  await hers.getByRole("button", { name: "Set up" }).click();
  await expect(hers.getByRole("img", { name: "QR code for the authenticator app" })).toBeVisible();
  await axe(hers);
  const shown = await hers.locator(".secret").innerText();
  await hers.getByLabel("Code shown by the app").fill("000000");
  await hers.getByRole("button", { name: "Turn on" }).click();
  await expect(hers.getByRole("alert")).toContainText("This code is incorrect");
  expect(await hers.locator(".secret").innerText()).toBe(shown);
  const { secret, codes } = await turnOn(hers);
  expect(new Set(codes).size).toBe(10);
  await axe(hers);

  // A code works once; the next one works.
  await enter(hers, email);
  await expect(hers.getByRole("heading", { name: "Enter your code" })).toBeVisible();
  await axe(hers);
  await hers.goto("/contacts");
  await expect(hers).toHaveURL(/\/contacts/);
  await hers.context().clearCookies();
  await hers.goto("/contacts");
  await expect(hers).toHaveURL(/\/sign-in/);
  await enter(hers, email);
  await hers.getByLabel("Authentication code or recovery code").fill("000000");
  await hers.getByRole("button", { name: "Sign in" }).click();
  await expect(hers.getByRole("alert")).toContainText("This code is incorrect");
  await hers.getByLabel("Authentication code or recovery code").fill(code(secret, 1));
  await hers.getByRole("button", { name: "Sign in" }).click();
  await expect(hers.getByText("Recovery codes left: 10")).toBeVisible();

  // A recovery code works in place of the app.
  await hers.context().clearCookies();
  await enter(hers, email);
  await hers.getByLabel("Authentication code or recovery code").fill(codes[0]!);
  await hers.getByRole("button", { name: "Sign in" }).click();
  await expect(hers.getByText("Recovery codes left: 9")).toBeVisible();

  // Turned off with password and code.
  await hers.getByRole("link", { name: "Manage" }).click();
  await axe(hers);
  await hers.getByLabel("Password").fill("wrong password");
  await hers.getByLabel("Authentication code or recovery code").fill(codes[1]!);
  await hers.getByRole("button", { name: "Turn off" }).click();
  await expect(hers.getByRole("alert")).toContainText("The password is incorrect");
  await hers.getByLabel("Password").fill(PASSWORD);
  await hers.getByLabel("Authentication code or recovery code").fill(codes[1]!);
  await hers.getByRole("button", { name: "Turn off" }).click();
  await confirmed(hers, "Your password is enough");
  await hers.context().clearCookies();
  await enter(hers, email);
  await expect(hers.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();

  // Turned on again, and both app and codes lost: an admin resets it.
  await turnOn(hers);
  await page.goto("/settings/users?q=tilda");
  await page.getByRole("link", { name: "Tilda Twostep" }).click();
  await axe(page);
  await page.getByRole("button", { name: "Reset two-step verification" }).click();
  await confirmed(page, "Two-step verification was reset");
  await hers.reload();
  await expect(hers).toHaveURL(/\/sign-in/);
  await enter(hers, email);
  await expect(hers.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await hers.context().close();
});

test("a password change reports errors at their field and ends other sessions", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  const { page: his, email } = await newUser(page, own, app, "Pavel Pass");
  const elsewhere = await (await own.newContext({ baseURL: app.url })).newPage();
  await enter(elsewhere, email);
  await his.goto("/account");
  const change = async (present: string, first: string, again = first) => {
    await his.getByLabel("Current password").fill(present);
    await his.getByLabel("New password", { exact: true }).fill(first);
    await his.getByLabel("Confirm new password").fill(again);
    await his.getByRole("button", { name: "Change password" }).click();
  };
  for (const [present, first, again, wrong, at] of [
    ["wrong password", "six unlikely words here", undefined, "The password is incorrect", "Current password"],
    [PASSWORD, "password123", undefined, "too common", "New password"],
    [PASSWORD, "Pavel.Pass1", undefined, "too similar to your name", "New password"],
    [PASSWORD, "six unlikely words here", "seven unlikely words", "do not match", "Confirm new password"],
  ] as const) {
    await change(present, first, again);
    await expect(his.getByRole("alert")).toContainText(wrong);
    await expect(his.getByLabel(at, { exact: at === "New password" })).toHaveAttribute("aria-invalid", "true");
  }
  await axe(his);
  await change(PASSWORD, "six unlikely words here");
  await confirmed(his, "Password changed.");
  await elsewhere.reload();
  await expect(elsewhere).toHaveURL(/\/sign-in/);
  await enter(elsewhere, email);
  await expect(elsewhere.getByRole("alert")).toContainText("wrong");
  await enter(elsewhere, email, "six unlikely words here");
  await expect(elsewhere.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await elsewhere.context().close();
  await his.context().close();
});

test("sessions are listed and ended one by one", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  const { page: hers, email } = await newUser(page, own, app, "Sena Session");
  const phone = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36";
  const away = await (await own.newContext({ baseURL: app.url, userAgent: phone, viewport: { width: 390, height: 800 } })).newPage();
  await enter(away, email);
  await noSidewaysScroll(away);
  const rows = (of: Page) => of.locator(".sessions li");
  await expect(rows(away).first()).toContainText("this session");
  await expect(rows(away).first()).toContainText("Chrome, Android");
  await expect(rows(away)).toHaveCount(2);
  await axe(away);
  await hers.goto("/account");
  await hers.getByRole("button", { name: "End session: Chrome, Android" }).click();
  await confirmed(hers, "has ended");
  await expect(rows(hers)).toHaveCount(1);
  await away.reload();
  await expect(away).toHaveURL(/\/sign-in/);

  // All others at once, and one of them by an admin.
  await enter(away, email);
  await hers.reload();
  await hers.getByRole("button", { name: "End all other sessions" }).click();
  await away.reload();
  await expect(away).toHaveURL(/\/sign-in/);
  await page.goto("/settings/users?q=sena");
  await page.getByRole("link", { name: "Sena Session" }).click();
  await page.getByRole("button", { name: /^End session/ }).click();
  await confirmed(page, "has ended");
  await hers.reload();
  await expect(hers).toHaveURL(/\/sign-in/);
  await away.context().close();
  await hers.context().close();
});

test("a purge asks for password and code again", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  const { page: hers, email } = await newUser(page, own, app, "Petra Purge", "Admin");
  const { secret } = await turnOn(hers);
  await makeContact(hers, "Frail", "frail@example.com");
  const record = hers.url().split("/").at(-1);
  await hers.goto(`/contacts/delete?ids=${record}`);
  await hers.getByLabel("Type 1 to confirm").fill("1");
  await hers.getByRole("button", { name: "Delete 1 contact" }).click();
  await expect(hers.getByRole("heading", { name: /^Deletion/ })).toBeVisible();
  await expireReauthentication(app, email);
  await hers.goto(`/trash/purge?ids=${record}`);
  await hers.getByLabel("Type 1 to confirm").fill("1");
  await hers.getByRole("button", { name: "Permanently delete 1 contact" }).click();
  await expect(hers.getByRole("heading", { name: "Confirm it’s you" })).toBeVisible();
  await axe(hers);
  await hers.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(hers);
  await hers.getByLabel("Password").fill(PASSWORD);
  await hers.getByLabel("Authentication code or recovery code").fill("000000");
  await hers.getByRole("button", { name: "Continue" }).click();
  await expect(hers.getByRole("alert")).toContainText("This code is incorrect");
  await hers.getByLabel("Password").fill(PASSWORD);
  await hers.getByLabel("Authentication code or recovery code").fill(code(secret, 1));
  await hers.getByRole("button", { name: "Continue" }).click();
  await expect(hers.getByRole("heading", { name: /^Permanent deletion/ })).toBeVisible();
  await hers.context().close();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("reauthentication keeps what was typed into the form", async ({ page, app, own }) => {
    await signIn(page, app, "admin", "/settings/users");
    const { page: hers, email } = await newUser(page, own, app, "Frida Fresh", "Admin");
    await hers.goto("/settings/teams");
    await expireReauthentication(app, email);
    await hers.getByLabel("Team name").fill("East & “West”");
    await hers.getByLabel("Frida Fresh").check();
    await hers.getByRole("button", { name: "Save" }).click();
    await expect(hers.getByRole("heading", { name: "Confirm it’s you" })).toBeVisible();
    await hers.getByLabel("Password").fill("wrong password");
    await hers.getByRole("button", { name: "Continue" }).click();
    await expect(hers.getByRole("alert")).toContainText("The password is incorrect");
    await hers.getByLabel("Password").fill(PASSWORD);
    await hers.getByRole("button", { name: "Continue" }).click();
    await expect(hers.getByRole("heading", { name: "East & “West”", level: 1 })).toBeVisible();
    await expect(hers.getByLabel("Frida Fresh")).toBeChecked();
    await hers.getByRole("button", { name: "Remove team" }).click();
    await confirmed(hers, "Removed");
    await hers.context().close();
  });
});
