// Filters: every comparison that can be chosen, on a property of every kind.
import { axe, expect, hydrated, signIn, test } from "./app";
import type { Page } from "@playwright/test";

const FIRST = "First probe";
/** A day far from that of any test run. */
const DAY = "2031-05-06";
const today = () => new Date().toISOString().slice(0, 10);

type Kind = {
  /** The kind as the form of a property names it. */
  kind: string;
  /** The value of the first record, as typed or chosen in its form. */
  value: string;
  /** Conditions that only the first record meets: the comparison, the value, and the upper end of "between". */
  met: [test: string, value?: string, to?: string][];
  /** Conditions that the first record does not meet. */
  missed: [test: string, value?: string, to?: string][];
};

const texts = (value: string, part: string): Pick<Kind, "met" | "missed"> => ({
  met: [["is", value.toUpperCase()], ["contains", part], ["starts with", value.slice(0, 4)]],
  missed: [["is not", value], ["does not contain", part], ["starts with", part]],
});
const times: Pick<Kind, "met" | "missed"> = {
  met: [["is on", DAY], ["is after", "2031-05-05"], ["is between", "2031-05-01", "2031-05-31"], ["is in the next", "9000"]],
  missed: [["is before", DAY], ["is in the last", "30"], ["is between", "2030-01-01", "2030-12-31"]],
};
const numbers: Pick<Kind, "met" | "missed"> = {
  met: [["is", "1250.50"], ["is less than", "1251"], ["is more than", "1250"], ["is between", "1000", "2000"]],
  missed: [["is not", "1250.5"], ["is less than", "1250.50"], ["is between", "1", "2"]],
};
const kinds: Kind[] = [
  { kind: "text", value: "Blue heron", ...texts("Blue heron", "heron") },
  { kind: "long_text", value: "Blue heron", ...texts("Blue heron", "heron") },
  { kind: "email", value: "blue@heron.example", ...texts("blue@heron.example", "heron") },
  { kind: "phone", value: "+39 02 555 0199", ...texts("+39 02 555 0199", "555") },
  { kind: "link", value: "https://heron.example/blue", ...texts("https://heron.example/blue", "heron") },
  { kind: "domain", value: "blue.heron.example", ...texts("blue.heron.example", "heron") },
  { kind: "number", value: "1,250.50", ...numbers },
  { kind: "money", value: "1,250.50", ...numbers },
  { kind: "date", value: DAY, ...times },
  { kind: "date_time", value: `${DAY}T09:30`, ...times },
  { kind: "yes_no", value: "Yes", met: [["is", "Yes"]], missed: [["is", "No"], ["is not", "Yes"]] },
  { kind: "one_of", value: "Gas", met: [["is", "Gas"]], missed: [["is", "Oil"], ["is not", "Gas"]] },
  { kind: "many_of", value: "Gas", met: [["is any of", "Gas"]], missed: [["is any of", "Oil"], ["is none of", "Gas"]] },
  { kind: "user", value: "Dario Prova", met: [["is", "Dario Prova"]], missed: [["is", "Me"], ["is not", "Dario Prova"]] },
];
const label = ({ kind }: Kind) => `A ${kind.replace("_", " ")}`;
const field = (page: Page, kind: Kind) => page.locator(`#field-a_${kind.kind}`);

async function define(page: Page) {
  await page.goto("/settings/objects/new");
  await page.getByRole("group", { name: "Singular name" }).getByLabel("In English").fill("Probe");
  await page.getByRole("group", { name: "Plural name" }).getByLabel("In English").fill("Probes");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/settings\/objects\/probes/);
  for (const kind of kinds) {
    await page.goto("/settings/objects/probes/properties/new");
    await page.getByRole("group", { name: "Label" }).getByLabel("In English").fill(label(kind));
    await page.getByLabel("Field type").selectOption(kind.kind);
    if (kind.kind.endsWith("_of")) {
      await page.getByLabel("Option 1: In English").fill("Gas");
      await page.getByLabel("Option 2: In English").fill("Oil");
    }
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page.locator(`#property-a_${kind.kind}`)).toBeVisible();
  }
}

async function fill(page: Page) {
  await page.goto("/probes/new");
  await page.getByLabel("Name", { exact: true }).fill(FIRST);
  for (const kind of kinds) {
    if (kind.kind === "many_of") await field(page, kind).getByLabel(kind.value).check();
    else if (["yes_no", "one_of", "user"].includes(kind.kind)) await field(page, kind).selectOption({ label: kind.value });
    else await field(page, kind).fill(kind.value);
  }
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: FIRST, level: 1 })).toBeVisible();
  // A record without values.
  await page.goto("/probes/new");
  await page.getByLabel("Name", { exact: true }).fill("Second probe");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Second probe", level: 1 })).toBeVisible();
}

/** Adds a condition through the form. Gives the names of the records that the table shows. */
async function filtered(page: Page, word: string, property: string, [test, value, to]: [string, string?, string?]) {
  await page.goto(`/probes/filter?field=${encodeURIComponent(word)}`);
  await page.getByLabel(property).selectOption({ label: test });
  const ticks = page.getByRole("checkbox", { name: value, exact: true });
  if (value !== undefined && test.startsWith("is in the ")) await page.getByLabel(/^Days/).fill(value);
  else if (value !== undefined && (await ticks.count())) await ticks.check();
  else if (value !== undefined) await page.getByLabel("Value", { exact: true }).fill(value);
  if (to !== undefined) await page.getByLabel(/^And /).fill(to);
  await page.getByRole("button", { name: "Apply" }).click();
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "Probes", level: 1 })).toBeVisible();
  const names = await page.locator("tbody a.who").allInnerTexts();
  return names.map((name) => name.split("\n").at(-1));
}

test("every kind of property is filtered by every comparison", async ({ page, app }) => {
  test.setTimeout(300_000);
  await signIn(page, app, "admin", "/contacts");
  await define(page);
  await fill(page);
  // The form offers each property.
  await page.goto("/probes/filter");
  for (const kind of kinds) await page.getByLabel("Property").selectOption({ label: label(kind) });
  await page.getByRole("button", { name: "Next" }).click();
  await expect(page.getByLabel(label(kinds.at(-1)!))).toBeVisible();
  for (const kind of kinds) {
    for (const condition of [...kind.met, ["has a value"] as [string]]) {
      expect(await filtered(page, `a_${kind.kind}`, label(kind), condition), `${kind.kind} ${condition}`).toEqual([FIRST]);
    }
    for (const condition of [...kind.missed, ["is empty"] as [string]]) {
      expect(await filtered(page, `a_${kind.kind}`, label(kind), condition), `${kind.kind} ${condition}`).not.toContain(FIRST);
    }
  }
  // Fields that are no properties.
  expect((await filtered(page, "+created", "Created", ["is on", today()])).sort()).toEqual([FIRST, "Second probe"]);
  expect((await filtered(page, "+owner", "Owner", ["is", "Me"])).sort()).toEqual([FIRST, "Second probe"]);
  expect(await filtered(page, "+name", "Name", ["starts with", "first"])).toEqual([FIRST]);
  await axe(page);
});
