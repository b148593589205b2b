// Users that a test invites by mail, each with a browser context of their own.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { expect } from "./app";

export const PASSWORD = "a sentence is a good password";

/** The invitation link in the latest message to an address. Waits until there is one. */
export async function invitationOf(folder: string, email: string) {
  let link = "";
  await expect(() => {
    const mail = join(folder, "data", "mail");
    const letters = readdirSync(mail).map((name) => readFileSync(join(mail, name), "utf8").replace(/=\r?\n/g, "").replace(/=3D/g, "="));
    const links = letters.filter((letter) => letter.includes(`To: ${email}`)).flatMap((letter) => letter.match(/http\S+\/invitation\?token=\w+/) ?? []);
    expect(links.length).toBeGreaterThan(0);
    link = links[links.length - 1]!;
  }).toPass();
  return link;
}

export async function invite(page: Page, email: string, role = "Member") {
  await page.goto("/settings/users");
  await page.getByRole("link", { name: "Invite user" }).click();
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByLabel("Role").selectOption({ label: role });
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Invitation sent" })).toBeVisible();
}

/** Accepts an invitation in a new browser context. Gives its page. */
export async function begin(own: Browser, url: string, link: string, name: string) {
  const context = await own.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Confirm password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL((url) => url.pathname === "/");
  return page;
}
