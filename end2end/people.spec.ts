// Users, roles and teams: invitations, and permission changes that take effect at once.
import type { Page } from "@playwright/test";
import { axe, expect, makeContact, noSidewaysScroll, signIn, test } from "./app";
import { PASSWORD, begin, invitationOf, invite } from "./invited";

async function userPage(page: Page, name: string) {
  await page.goto("/settings/users");
  await page.getByLabel("Name or e-mail").fill(name);
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
}

test("an invitation leads to a first sign-in and works once", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  await axe(page);
  await invite(page, "nina@example.com");
  await expect(page.getByRole("listitem").filter({ hasText: "nina@example.com" })).toContainText("by Giulia Esempio");
  await axe(page);
  const link = await invitationOf(app.folder, "nina@example.com");

  // An e-mail is invited once.
  await page.getByRole("link", { name: "Invite user" }).click();
  await page.getByLabel("E-mail", { exact: true }).fill("nina@example.com");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByRole("alert")).toContainText("already has a pending invitation");
  await axe(page);

  const context = await own.newContext({ baseURL: app.url, viewport: { width: 390, height: 800 } });
  const hers = await context.newPage();
  await hers.goto(link);
  await expect(hers.getByText("You will sign in as nina@example.com")).toBeVisible();
  await axe(hers);
  await noSidewaysScroll(hers);
  await hers.getByLabel("Your name").fill("Nina Neu");
  await hers.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await hers.getByLabel("Confirm password").fill("something else entirely");
  await hers.getByRole("button", { name: "Create account" }).click();
  await expect(hers.getByRole("alert")).toContainText("do not match");
  await expect(hers.getByLabel("Your name")).toHaveValue("Nina Neu");
  await hers.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await hers.getByLabel("Confirm password").fill(PASSWORD);
  await hers.getByRole("button", { name: "Create account" }).click();
  await hers.waitForURL((url) => url.pathname === "/");

  // The link is used up.
  await hers.goto(link);
  await expect(hers.getByRole("alert")).toContainText("no longer valid");
  await axe(hers);
  await context.close();
  await page.goto("/settings/users?q=nina");
  await expect(page.getByRole("link", { name: "Nina Neu" })).toBeVisible();
  await expect(page.getByText("Pending invitations")).toHaveCount(0);
});

test("a withdrawn invitation does not work", async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/users");
  await invite(page, "gone@example.com");
  const link = await invitationOf(app.folder, "gone@example.com");
  await page.getByRole("button", { name: "Withdraw invitation to gone@example.com" }).click();
  await expect(page.getByRole("status").filter({ hasText: "withdrawn" })).toBeVisible();
  await page.goto(link);
  await expect(page.getByRole("alert")).toContainText("no longer valid");
});

test("a role change takes effect at once", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  await invite(page, "rolf@example.com");
  const his = await begin(own, app.url, await invitationOf(app.folder, "rolf@example.com"), "Rolf Role");
  await expect(his.getByRole("link", { name: "New contact" })).toBeVisible();

  await userPage(page, "Rolf Role");
  await axe(page);
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Read-only" });
  await page.getByRole("button", { name: "Assign role" }).click();
  await expect(page.getByRole("status").filter({ hasText: "effective immediately" })).toBeVisible();
  await his.reload();
  await expect(his.getByRole("link", { name: "New contact" })).toHaveCount(0);
  await his.goto("/contacts/new");
  await expect(his.getByRole("heading", { name: "Not allowed" })).toBeVisible();

  // A copy of the role gets a further permission on one object.
  await page.goto("/settings/roles");
  await axe(page);
  await page.getByRole("link", { name: "Read-only" }).click();
  await page.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByRole("status").filter({ hasText: "This is the copy" })).toBeVisible();
  await page.getByLabel("Role name").fill("Manager");
  await page.getByLabel("Edit: Contacts", { exact: true }).selectOption({ label: "Owned" });
  await page.getByRole("button", { name: "Save" }).click();
  // The error is at its field, and the form keeps what was chosen.
  await expect(page.getByLabel("Role name")).toHaveAccessibleDescription(/This name is already in use/);
  await expect(page.getByLabel("Edit: Contacts", { exact: true })).toHaveValue("owned");
  await axe(page);
  await page.getByLabel("Role name").fill("Contact keeper");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Contact keeper", level: 1 })).toBeVisible();
  await expect(page.getByLabel("Edit: Contacts", { exact: true })).toHaveValue("owned");
  await expect(page.getByLabel("Edit: Deals", { exact: true })).toHaveValue("none");
  await userPage(page, "Rolf Role");
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Contact keeper" });
  await page.getByRole("button", { name: "Assign role" }).click();
  await his.goto("/contacts/new");
  await expect(his.getByLabel("First name")).toBeVisible();
  await his.goto("/deals/new");
  await expect(his.getByRole("heading", { name: "Not allowed" })).toBeVisible();
  await his.context().close();
});

test("effective permissions are shown with their reason", async ({ page, app }) => {
  await signIn(page, app, "admin", "/contacts");
  await page.locator("tbody .who").first().click();
  await expect(page.getByText("Actions", { exact: true })).toBeVisible();
  const record = new URL(page.url()).pathname;
  await userPage(page, "Rita Reader");
  await page.getByRole("link", { name: "View effective permissions" }).click();
  await page.getByLabel("or all records of an object").selectOption({ label: "Contacts" });
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("row", { name: /^Delete No / })).toContainText("Role Read-only, delete: None");
  await expect(page.getByRole("row", { name: /^Export No / })).toContainText("Role Read-only does not have the permission: Export");
  await page.getByLabel("Link or ID of a record").fill(record);
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("row", { name: /^View Yes / })).toBeVisible();
  await expect(page.getByRole("row", { name: /^Edit No / })).toContainText("edit: None; the record is");
  await axe(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await page.goto("/settings/roles/2");
  await noSidewaysScroll(page);
});

test("deactivation ends sessions and offers to reassign records", async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  await invite(page, "dana@example.com");
  const hers = await begin(own, app.url, await invitationOf(app.folder, "dana@example.com"), "Dana Done");
  await makeContact(hers, "Danas Contact", "danas.contact@example.com");
  await userPage(page, "Dana Done");
  await page.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByRole("status").filter({ hasText: "All sessions have ended" })).toBeVisible();
  await axe(page);
  await hers.goto("/contacts");
  await expect(hers).toHaveURL(/\/sign-in/);
  await hers.getByLabel("E-mail").fill("dana@example.com");
  await hers.getByLabel("Password").fill(PASSWORD);
  await hers.getByRole("button", { name: "Sign in" }).click();
  await expect(hers.getByRole("alert")).toContainText("wrong");

  await page.getByRole("link", { name: "Change owner of 1 contact" }).click();
  await page.getByLabel("New owner").selectOption({ label: "Mira Sample" });
  await page.getByRole("button", { name: "Change owner of 1 contact" }).click();
  await expect(page.getByRole("heading", { name: /^Owner change/ })).toBeVisible();
  await userPage(page, "Mira Sample");

  // An admin cannot deactivate themselves.
  await userPage(page, "Giulia Esempio");
  await expect(page.getByRole("button", { name: "Deactivate" })).toBeDisabled();
  await expect(page.getByText("You cannot do this to yourself.")).toBeVisible();
  await hers.context().close();
});

test("a team's reach includes its members and sub-teams", { tag: "@db" }, async ({ page, app, own }) => {
  await signIn(page, app, "admin", "/settings/users");
  await invite(page, "tom@example.com");
  const his = await begin(own, app.url, await invitationOf(app.folder, "tom@example.com"), "Tom Team");

  // A role with the reach of its teams.
  await page.goto("/settings/roles/3");
  await page.getByRole("button", { name: "Copy" }).click();
  await page.getByLabel("Role name").fill("Team reader");
  await page.getByLabel("View: Contacts", { exact: true }).selectOption({ label: "Team" });
  await page.getByRole("button", { name: "Save" }).click();
  await userPage(page, "Tom Team");
  await page.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Team reader" });
  await page.getByRole("button", { name: "Assign role" }).click();
  await his.goto("/contacts");
  await expect(his.getByRole("heading", { name: "No contacts" })).toBeVisible();

  await page.goto("/settings/teams");
  await axe(page);
  await page.getByLabel("Team name").fill("North");
  await page.getByLabel("Tom Team").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "North", level: 1 })).toBeVisible();
  await page.goto("/settings/teams");
  await page.getByLabel("Team name").fill("Coast");
  await page.getByLabel("Parent team").selectOption({ label: "North" });
  await page.getByLabel("Dario Prova").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Coast", level: 1 })).toBeVisible();
  await axe(page);
  await his.reload();
  await expect(his.locator("tbody tr").first()).toBeVisible();
  const owners = await his.locator("tbody tr").allInnerTexts();
  expect(owners.length).toBeGreaterThan(0);
  for (const row of owners) expect(row).toContain("Dario Prova");

  // Outside the team he sees none of its records.
  await page.getByRole("button", { name: "Remove team" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Removed" })).toBeVisible();
  await his.reload();
  await expect(his.getByRole("heading", { name: "No contacts" })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
  await his.context().close();
});

test("users, roles and teams are hidden from other users", async ({ page, app }) => {
  await signIn(page, app, "mira", "/settings/users");
  for (const path of ["/settings/users", "/settings/users/1", "/settings/roles", "/settings/teams"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
  }
});
