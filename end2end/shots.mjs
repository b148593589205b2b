// Takes the screenshots of the README or, with a folder as argument, of every page into it: three widths, both themes, both
// languages.
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium, chromiumFlags, hydrated, root, start } from "./server.mjs";

const { chromium: browserType } = createRequire(import.meta.url)("@playwright/test");
const folder = process.argv[2];
const server = await start({ database: "sqlite", contacts: 2000 });
const browser = await browserType.launch({ executablePath: chromium(), args: chromiumFlags });

async function open({ width, theme = "light", lang = "en", height = 800 }) {
  const context = await browser.newContext({ baseURL: server.url, viewport: { width, height }, colorScheme: theme, locale: lang });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await page.locator("input[type=email]").fill(server.signIns.admin.email);
  await page.locator("input[type=password]").fill(server.signIns.admin.password);
  await page.locator("form button").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  await hydrated(page);
  return page;
}

async function go(page, path) {
  await page.goto(path);
  await hydrated(page);
}

async function dialog(page) {
  await go(page, "/contacts");
  for (const index of [0, 1, 3]) await page.locator("tbody input[type=checkbox]").nth(index).check();
  await page.locator(".bar .danger-quiet").click();
  await page.locator("dialog .impact li").first().waitFor();
}

try {
  if (!folder) {
    const page = await open({ width: 1280 });
    await dialog(page);
    await page.screenshot({ path: join(root, "end2end", "pictures", "delete.png") });
    await go(page, "/trash");
    await page.screenshot({ path: join(root, "end2end", "pictures", "trash.png") });
    await go(page, "/deals/board");
    await page.screenshot({ path: join(root, "end2end", "pictures", "board.png") });
  } else {
    mkdirSync(folder, { recursive: true });
    for (const [width, theme, lang] of [[1280, "light", "en"], [390, "dark", "it"], [1280, "dark", "it"], [390, "light", "en"]]) {
      const page = await open({ width, theme, lang });
      const shot = (name) => page.screenshot({ path: join(folder, `${name}-${width}-${theme}-${lang}.png`) });
      const signedOut = await browser.newContext({ baseURL: server.url, viewport: { width, height: 800 }, colorScheme: theme, locale: lang });
      const outside = await signedOut.newPage();
      await outside.goto("/sign-in?problem=wrong");
      await outside.screenshot({ path: join(folder, `sign-in-${width}-${theme}-${lang}.png`) });
      await signedOut.close();
      await shot("index");
      await dialog(page);
      await shot("dialog");
      for (const [name, path] of [
        ["record", "/contacts/3"], ["form", "/contacts/new"], ["trash", "/trash"], ["operation", "/operations/1"],
        ["operations", "/operations?whose=everyone"], ["assign", "/contacts/assign?ids=1,2"], ["purge", "/trash/purge?view=object%3Dcontacts"],
        ["retention", "/settings/retention"], ["board", "/deals/board"], ["tickets", "/tickets/board"], ["mail", "/settings/mail"],
        ["restore", "/trash/restore?operation=1"], ["import", "/imports/new"], ["nothing", "/contacts?q=zzzz"], ["missing", "/contacts/999999"],
      ]) {
        await go(page, path);
        await shot(name);
      }
      await go(page, "/trash");
      await page.locator("tbody .who").first().click();
      await page.locator(".grave").waitFor();
      await shot("grave");
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
