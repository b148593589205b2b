// Layout faults of a page, measured in the browser.
import { expect, type Page } from "@playwright/test";

/** The narrowest and the usual phone, a tablet upright and on its side, a laptop. */
const WIDTHS = [320, 390, 768, 1024, 1280];

/** Fails if a control cannot be reached or read in the page as it is now. */
export async function expectUsableLayout(page: Page) {
  expect(await page.evaluate(layoutFaults), page.url()).toEqual([]);
}

/** Fails if a control cannot be reached or read at one of the widths that people use. Restores the width. */
export async function expectUsableAtEveryWidth(page: Page) {
  const { width: before, height } = page.viewportSize()!;
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height });
    for (const fault of await page.evaluate(layoutFaults)) faults.push(`${width} px: ${fault}`);
  }
  await page.setViewportSize({ width: before, height });
  expect(faults, page.url()).toEqual([]);
}

/**
 * Runs in the page. Finds
 * - a page that is wider than its window;
 * - controls and tables of which a part is cut off by a box that does not scroll, or lies outside the window;
 * - boxes to tick that are not of the size of such a box;
 * - labels, buttons and table heads in which a word does not fit on one line.
 */
function layoutFaults(): string[] {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const LABELS = "label, legend, button, .btn, th, dt";
  /** As much of a shortened text must be in sight to be clicked. */
  const ENOUGH = 24;
  const faults: string[] = [];
  const root = document.documentElement;

  const visible = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    // Texts for screen readers alone have a box of one pixel.
    return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true });
  };
  const named = (element: Element) => {
    const text = element.getAttribute("aria-label") ?? (element.textContent || element.getAttribute("name") || "");
    return `<${element.tagName.toLowerCase()}> “${text.trim().replace(/\s+/g, " ").slice(0, 50)}”`;
  };

  /** By which box an element is cut off; nothing if all of it can be seen, or scrolled to. */
  const cutBy = (element: Element): string | undefined => {
    let { left, right } = element.getBoundingClientRect();
    let { position } = getComputedStyle(element);
    for (let box = element.parentElement; box && position !== "fixed"; box = box.parentElement) {
      const style = getComputedStyle(box);
      // What is placed absolutely is cut off only by the box that it is placed in, and those around that one.
      if (position === "absolute" && style.position === "static") continue;
      position = style.position;
      if (style.display === "inline" || style.display === "contents" || style.overflowX === "visible") continue;
      const around = box.getBoundingClientRect();
      const scrolls = style.overflowX === "auto" || style.overflowX === "scroll";
      if (scrolls && left + box.scrollLeft >= around.left - 1) {
        right = around.left + Math.min(right - left, around.width);
        left = around.left;
      } else if (style.textOverflow === "ellipsis" && Math.min(right, around.right) - Math.max(left, around.left) >= ENOUGH) {
        right = Math.min(right, around.right);
        left = Math.max(left, around.left);
      } else if (left < around.left - 1 || right > around.right + 1) {
        return named(box).replace(/ “.*/, box.className ? ` class="${box.className}"` : "");
      }
    }
    return left < -1 || right > root.clientWidth + 1 ? "the window" : undefined;
  };

  if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth - root.clientWidth} px wider than its window`);
  for (const element of document.querySelectorAll(`${CONTROLS}, table`)) {
    if (!visible(element)) continue;
    const by = cutBy(element);
    if (by) faults.push(`${named(element)} is cut off by ${by}`);
  }
  for (const box of document.querySelectorAll("input[type=checkbox], input[type=radio]")) {
    if (!visible(box)) continue;
    const { width, height } = box.getBoundingClientRect();
    if (Math.min(width, height) < 12 || Math.max(width, height) > 24) faults.push(`${named(box)} is ${width} x ${height} px`);
  }
  for (const label of document.querySelectorAll(LABELS)) {
    if (!visible(label)) continue;
    const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement?.closest("select, textarea") || !visible(text.parentElement!)) continue;
      // A longer word may be broken.
      for (const word of text.textContent!.matchAll(/(?<!\p{L})\p{L}{2,20}(?!\p{L})/gu)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
        if (lines.size > 1) faults.push(`“${word[0]}” of ${named(label)} stands on ${lines.size} lines`);
      }
    }
  }
  return faults;
}
