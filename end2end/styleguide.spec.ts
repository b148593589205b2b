// The style guide exists in development builds only; those the other tests have built already, without a program for
// the browser of their own, so the page is looked at as it comes.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { axe, expect, noSidewaysScroll, signIn, test } from "./app";
// @ts-expect-error plain JavaScript
import { root, start } from "./server.mjs";

const development = join(root, "target", "debug", "reprieve");

for (const [colorScheme, width] of [["light", 1280], ["dark", 390]] as const) {
  test(`the style guide is sound, ${colorScheme}`, { tag: "@once" }, async ({ own, database }) => {
    expect(existsSync(development), "cargo test builds it").toBe(true);
    const app = await start({ database, contacts: 10, program: development });
    const context = await own.newContext({ baseURL: app.url, colorScheme, viewport: { width, height: 800 } });
    await context.route("**/pkg/*.js", (route) => route.abort());
    const page = await context.newPage();
    await signIn(page, app, "admin", "/styleguide");
    await expect(page.getByRole("heading", { name: "Style guide" })).toBeVisible();
    await axe(page);
    await noSidewaysScroll(page);
    await context.close();
    await app.stop();
  });
}
