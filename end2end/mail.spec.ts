// The outbox, which only admins see.
import { axe, expect, noSidewaysScroll, signIn, test } from "./app";

test("the outbox shows the mail settings and its empty state", async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/mail");
  await expect(page.getByRole("heading", { name: "Mail", level: 1 })).toBeVisible();
  await expect(page.getByText("No mail server is configured.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No messages" })).toBeVisible();
  await axe(page);
  await page.getByRole("link", { name: "Failed 0" }).click();
  await expect(page).toHaveURL(/state=dead/);
  await expect(page.getByText("No messages with this status.")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
});

test("the outbox is hidden from other users", async ({ page, app }) => {
  await signIn(page, app, "mira", "/settings/mail");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
});
