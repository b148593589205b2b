// The outbox: how mail is sent, for those who administer and for nobody else.
import { axe, expect, noSidewaysScroll, signIn, test } from "./app";

test("the outbox says how mail is sent and that there is none", async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/mail");
  await expect(page.getByRole("heading", { name: "Mail", level: 1 })).toBeVisible();
  await expect(page.getByText("No mail server is configured.")).toBeVisible();
  await expect(page.getByRole("heading", { name: "No messages" })).toBeVisible();
  await axe(page);
  await page.getByRole("link", { name: "Given up 0" }).click();
  await expect(page).toHaveURL(/state=dead/);
  await expect(page.getByText("There are none of this kind.")).toBeVisible();
  await page.setViewportSize({ width: 390, height: 800 });
  await noSidewaysScroll(page);
});

test("to others there is no outbox", async ({ page, app }) => {
  await signIn(page, app, "mira", "/settings/mail");
  await expect(page.getByRole("heading", { name: "Not found" })).toBeVisible();
});
