// The style guide, which only development builds have. The development build that the other tests have made has no program
// for the browser, so the page is tested as the server renders it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { axe, expect, noSidewaysScroll, signIn, test } from "./app";
// @ts-expect-error plain JavaScript
import { root } from "./server.mjs";

const program = join(root, "target", "debug", "reprieve");

test.beforeAll(() => expect(existsSync(program), "cargo test builds it").toBe(true));

for (const [colorScheme, width] of [["light", 1280], ["dark", 390]] as const) {
  test.describe(`${colorScheme} at ${width}`, () => {
    test.use({ colorScheme, viewport: { width, height: 800 }, setup: { contacts: 10, program } });

    test("the style guide is accessible and fits", async ({ context, app }) => {
      // A page of its own: the browser reports the blocked program on the console.
      const page = await context.newPage();
      await page.route("**/pkg/*.js", (route) => route.abort());
      await signIn(page, app, "admin", "/styleguide");
      await expect(page.getByRole("heading", { name: "Style guide" })).toBeVisible();
      await axe(page);
      await noSidewaysScroll(page);
    });
  });
}
