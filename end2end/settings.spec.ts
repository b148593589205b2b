// Definitions by an admin: custom objects, properties, options, stages and association labels, archived and brought back.
import { axe, expect, hydrated, makeContact, noSidewaysScroll, signIn, test } from "./app";
import type { Page } from "@playwright/test";

const card = (page: Page, name: string) =>
  page.locator("section.links").filter({ has: page.getByRole("heading", { name, exact: true }) });

test("a custom object is defined, imported, deleted in bulk and restored", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/objects");
  await axe(page);
  await page.getByRole("link", { name: "New object" }).click();
  await axe(page);
  // Errors are at their field, and the form keeps what was typed.
  await page.getByRole("group", { name: "Singular name" }).getByLabel("In English").fill("Vehicle");
  await page.getByLabel("URL name").fill("Settings!");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Enter lowercase letters, digits and hyphens")).toBeVisible();
  await expect(page.getByText("This field is required.")).toBeVisible();
  await expect(page.getByLabel("URL name")).toHaveValue("Settings!");
  await axe(page);
  await page.getByLabel("URL name").fill("settings");
  await page.getByRole("group", { name: "Plural name" }).getByLabel("In English").fill("Vehicles");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("This URL name is reserved.")).toBeVisible();
  await page.getByLabel("URL name").fill("");
  await page.getByRole("group", { name: "Singular name" }).getByLabel("In Italian").fill("Veicolo");
  await page.getByRole("group", { name: "Plural name" }).getByLabel("In Italian").fill("Veicoli");
  await page.getByRole("group", { name: "Name property" }).getByLabel("In English").fill("Model");
  await page.getByRole("group", { name: "Unique property" }).getByLabel("In English").fill("Plate");
  await page.getByLabel("Add a pipeline and a board").check();
  await page.getByRole("radio", { name: "Ticket" }).check();
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/settings\/objects\/vehicles\?done=saved$/);
  await axe(page);

  // Enter in the form of a property saves it, though other buttons come first.
  await page.getByRole("link", { name: "New property" }).click();
  await expect(page.getByLabel("Option 1: In English")).toBeHidden();
  await page.getByLabel("Field type").selectOption("Single choice");
  await page.getByLabel("Option 1: In English").fill("Diesel");
  await page.getByLabel("Option 2: In English").fill("Electric");
  await page.getByRole("button", { name: "Move Option 2 up" }).click();
  await expect(page.getByLabel("Electric: In English")).toHaveValue("Electric");
  await axe(page);
  const label = page.getByRole("group", { name: "Label" }).getByLabel("In English");
  await label.fill("Fuel");
  await page.getByLabel("Show in table").check();
  await page.getByLabel("Index for fast").check();
  await label.press("Enter");
  await expect(page.locator("#property-fuel")).toContainText("indexed");

  await page.goto("/vehicles");
  await hydrated(page);
  await expect(page.getByRole("heading", { name: "Vehicles", level: 1 })).toBeVisible();
  await page.getByRole("link", { name: /^Import/ }).click();
  const rows = Array.from({ length: 40 }, (_, row) => `Van ${row},AB ${row},${row % 2 ? "Electric" : "diesel"}`);
  const csv = ["Model,Plate,Fuel", ...rows, "Broken,AB 99,Steam"].join("\n");
  await page.getByLabel("File").setInputFiles({ name: "vehicles.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await expect(page.getByLabel("Maps to: Fuel")).toHaveValue("fuel");
  await page.getByRole("button", { name: "Start import" }).click();
  await expect(page.locator(".stats")).toContainText("Created40");
  await expect(page.locator(".stats")).toContainText("Failed1");

  await page.goto("/vehicles?f=fuel.is.electric");
  await hydrated(page);
  await expect(page.locator("tbody tr")).toHaveCount(20);
  await page.goto("/vehicles?size=25");
  await hydrated(page);
  await page.locator("thead input[type=checkbox]").check();
  await page.getByRole("button", { name: /^Select all 40/ }).click();
  await page.locator(".bar").getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Type 40 to confirm").fill("40");
  await dialog.getByRole("button", { name: "Delete 40 vehicles" }).click();
  await expect(page.locator("tbody tr")).toHaveCount(0);
  await page.goto("/trash?object=vehicles");
  await hydrated(page);
  await expect(page.locator("tbody tr")).toHaveCount(40);
  await axe(page);
  await page.getByRole("link", { name: /^Restore all/ }).click();
  await page.getByRole("button", { name: "Restore" }).click();
  await page.goto("/vehicles?f=fuel.is.electric");
  await expect(page.locator("tbody tr")).toHaveCount(20);

  // An object with records cannot be archived, and the page says why.
  await page.goto("/settings/objects/vehicles/archive?part=object");
  await expect(page.getByText("It still has 40 vehicles.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Archive" })).toHaveCount(0);
  await axe(page);
  // It has a board, because it has stages.
  await page.goto("/vehicles/board");
  await expect(page.getByRole("heading", { name: /New/ }).first()).toBeVisible();
});

test("a property becomes unique once its values are distinct", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/objects/new");
  await page.getByRole("group", { name: "Singular name" }).getByLabel("In English").fill("Machine");
  await page.getByRole("group", { name: "Plural name" }).getByLabel("In English").fill("Machines");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("link", { name: "New property" }).click();
  await page.getByRole("group", { name: "Label" }).getByLabel("In English").fill("Serial");
  await page.getByRole("button", { name: "Create" }).click();
  for (const name of ["Press", "Drill"]) {
    await page.goto("/machines/new");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Serial").fill("AB 1");
    await page.getByRole("button", { name: "Create" }).click();
    await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  }
  const form = "/settings/objects/machines/properties/serial";
  await page.goto(form);
  await page.getByLabel("Unique: active records cannot share a value").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Active records that share a value: 2. One of the values is “ab 1”.")).toBeVisible();
  await expect(page.getByLabel("Unique: active records cannot share a value")).toBeChecked();
  await axe(page);
  // The page leads to the records with a value.
  await page.getByRole("link", { name: "View machines with a value" }).click();
  await hydrated(page);
  await expect(page.locator("tbody tr")).toHaveCount(2);
  await page.getByRole("link", { name: /Drill/ }).first().click();
  await hydrated(page);
  await page.getByText("Actions", { exact: true }).click();
  await page.getByRole("link", { name: "Edit all properties" }).click();
  await page.getByLabel("Serial").fill("AB 2");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { name: "Drill", level: 1 })).toBeVisible();
  await page.goto(form);
  await page.getByLabel("Unique: active records cannot share a value").check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#property-serial")).toContainText("unique");
  await page.goto("/machines/new");
  await page.getByLabel("Name", { exact: true }).fill("Copy");
  await page.getByLabel("Serial").fill("ab 2");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("link", { name: /Drill/ })).toBeVisible();
  // An object has one unique property.
  await page.goto("/settings/objects/machines/properties/new");
  await expect(page.getByLabel("Unique: active records cannot share a value")).toHaveCount(0);
});

test("properties and stages are archived and brought back", { tag: "@db" }, async ({ page, app }) => {
  await signIn(page, app, "admin", "/tickets?f=category.is.billing");
  await hydrated(page);
  const before = await page.locator("tbody tr").count();
  expect(before).toBeGreaterThan(0);

  await page.goto("/settings/objects/tickets");
  await page.getByRole("link", { name: "Archive Category" }).click();
  await expect(page.getByText("Records keep their values for 90 days")).toBeVisible();
  await expect(page.locator(".uses")).toContainText("Active records");
  await axe(page);
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.locator("p.note[role=status]")).toContainText("Archived.");
  await expect(page.locator("#property-category")).toHaveCount(0);
  await axe(page);

  // A view that filters by it shows no records, and says why.
  await page.goto("/tickets?f=category.is.billing");
  await hydrated(page);
  await expect(page.getByText("Deleted property")).toBeVisible();
  await expect(page.locator("tbody tr")).toHaveCount(0);

  await page.goto("/settings/objects/tickets");
  await page.getByRole("button", { name: "Restore Category" }).click();
  await expect(page.locator("#property-category")).toBeVisible();
  await page.goto("/tickets?f=category.is.billing");
  await hydrated(page);
  await expect(page.locator("tbody tr")).toHaveCount(before);

  // A stage with tickets cannot be archived; an empty one can, and returns to its position.
  await page.goto("/settings/objects/tickets");
  await page.getByRole("link", { name: "Change Support pipeline" }).click();
  await axe(page);
  await page.getByRole("link", { name: "Archive New" }).click();
  await expect(page.getByText("Cannot be archived")).toBeVisible();
  await page.getByRole("link", { name: "View them" }).click();
  await hydrated(page);
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await page.goto("/settings/objects/tickets/pipelines/2");
  await page.getByLabel("Stage 5: In English").fill("Parked");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#pipelines")).toContainText("Parked");
  await page.getByRole("link", { name: "Change Support pipeline" }).click();
  await page.getByRole("link", { name: "Archive Parked" }).click();
  await expect(page.getByText("Not in use.")).toBeVisible();
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.locator("#pipelines")).not.toContainText("Parked");
  await page.getByRole("button", { name: "Restore Parked" }).click();
  await expect(page.locator("#pipelines")).toContainText("Parked");
  await page.getByRole("link", { name: "Change Support pipeline" }).click();
  await page.getByRole("link", { name: "Archive Parked" }).click();
  await page.getByRole("button", { name: "Archive" }).click();
});

test("an association label is defined, used, archived and brought back", async ({ page, app }) => {
  await signIn(page, app, "admin", "/settings/objects/new");
  const named = async (group: string, en: string, it: string) => {
    await page.getByRole("group", { name: group }).getByLabel("In English").fill(en);
    await page.getByRole("group", { name: group }).getByLabel("In Italian").fill(it);
  };
  await named("Singular name", "Boat", "Barca");
  await named("Plural name", "Boats", "Barche");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page).toHaveURL(/\/settings\/objects\/boats\?done=saved$/);
  const labels = page.locator("#labels");
  await expect(labels).toContainText("have no labels yet");
  await labels.getByRole("link", { name: "New label" }).click();
  await expect(page.getByRole("heading", { name: "New label", level: 1 })).toBeVisible();
  await axe(page);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("Choose an option.")).toBeVisible();
  await expect(page.getByText("This field is required.")).toBeVisible();
  await axe(page);

  // The limit to one is set from the older object.
  const limit = page.getByLabel("Allow only one active record");
  const later = page.getByText("set in the settings of the other object");
  await expect(limit).toBeVisible();
  await page.getByLabel("Associated object").selectOption({ label: "Contacts" });
  await expect(limit).toBeHidden();
  await expect(later).toBeVisible();
  await named("Label of the other record", "Skipper", "Timoniere");
  await named("Label of this record", "Steers", "Timona");
  await page.getByRole("group", { name: "Label of this record" }).getByLabel("In Italian").press("Enter");
  await expect(page).toHaveURL(/\/settings\/objects\/boats\?done=saved#labels$/);
  await expect(labels.getByRole("listitem")).toContainText("Contacts · from the other side: Steers");
  await axe(page);
  await page.goto("/settings/objects/contacts");
  await labels.getByRole("link", { name: "Change Steers" }).click();
  await expect(page.getByText("For associations with boats.")).toBeVisible();
  await expect(later).toHaveCount(0);
  await limit.check();
  await axe(page);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(labels.getByRole("listitem").filter({ hasText: "Steers" })).toContainText("one only");
  // A duplicate name is refused.
  await labels.getByRole("link", { name: "New label" }).click();
  await page.getByLabel("Associated object").selectOption({ label: "Boats" });
  await named("Label of the other record", "steers", "");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByText("This name is already in use")).toBeVisible();

  // Set on the page of a contact; a newer one replaces it.
  await makeContact(page, "Sailing Sue", "sailing.sue@example.com");
  const contact = page.url();
  for (const boat of ["Argo", "Pinta"]) {
    await page.goto(contact);
    await card(page, "Boats").getByRole("link", { name: "Add boats" }).click();
    await page.getByRole("link", { name: "Create a new boat and associate it" }).click();
    await page.getByLabel("Name", { exact: true }).fill(boat);
    await page.getByRole("button", { name: "Create" }).click();
    await card(page, "Boats").getByRole("link", { name: `Edit association labels of ${boat}` }).click();
    await page.getByLabel("Steers", { exact: true }).check();
    await expect(page.getByText("Only one record can be “Steers”")).toBeVisible();
    await axe(page);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(card(page, "Boats").getByRole("listitem").first()).toContainText(`${boat} Steers`);
  }
  await expect(card(page, "Boats").getByRole("listitem")).toHaveCount(2);
  await expect(card(page, "Boats").getByRole("listitem").filter({ hasText: "Argo" })).not.toContainText("Steers");
  await hydrated(page);
  await card(page, "Boats").getByRole("link", { name: "Pinta", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Pinta", level: 1 })).toBeVisible();
  await expect(card(page, "Contacts").getByRole("listitem")).toContainText("Sailing Sue Skipper");

  await page.goto("/settings/objects/boats");
  await labels.getByRole("link", { name: "Archive Skipper" }).click();
  await expect(page.getByText("Associations keep it for 90 days")).toBeVisible();
  await expect(page.locator(".uses")).toContainText("Associations between active records");
  await axe(page);
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.locator("p.note[role=status]")).toContainText("Archived.");
  await expect(labels).not.toContainText("Skipper");
  await axe(page);
  await page.goto(contact);
  await expect(card(page, "Boats").getByRole("listitem")).toHaveCount(2);
  await expect(card(page, "Boats")).not.toContainText("Steers");
  await card(page, "Boats").getByRole("link", { name: "Edit association labels of Pinta" }).click();
  await expect(page.getByRole("button", { name: "Save" })).toBeVisible();
  await expect(page.getByLabel("Steers", { exact: true })).toHaveCount(0);
  await page.goto("/settings/objects/contacts");
  await page.getByRole("button", { name: "Restore Steers (boats)" }).click();
  await expect(labels).toContainText("Steers");
  await page.goto(contact);
  await expect(card(page, "Boats").getByRole("listitem").first()).toContainText("Pinta Steers");
});

test.describe("in Italian, without JavaScript", () => {
  test.use({ locale: "it-IT", javaScriptEnabled: false });

  test("a label between two records of one object is defined and used", async ({ page, app }) => {
    await signIn(page, app, "admin", "/settings/objects/companies");
    await page.getByRole("link", { name: "Nuova etichetta" }).click();
    await page.getByLabel("Oggetto associato").selectOption({ label: "Aziende" });
    const named = async (group: string, en: string, it: string) => {
      await page.getByRole("group", { name: group }).getByLabel("In inglese").fill(en);
      await page.getByRole("group", { name: group }).getByLabel("In italiano").fill(it);
    };
    await named("Etichetta dell’altro record", "Supplier", "Fornitore");
    await page.getByLabel("Consenti un solo record attivo").check();
    await page.getByRole("button", { name: "Crea" }).click();
    // A symmetric label cannot be limited to one.
    await expect(page.getByText("non si può limitare a uno")).toBeVisible();
    await named("Etichetta di questo record", "Customer", "Cliente");
    await page.getByRole("button", { name: "Crea" }).click();
    const row = page.locator("#labels").getByRole("listitem").filter({ hasText: "Fornitore" });
    await expect(row).toContainText("Aziende · dall’altro lato: Cliente");
    await expect(row).toContainText("uno solo");

    await page.goto("/companies");
    await page.locator("tbody a.who").first().click();
    await page.getByRole("link", { name: "Aggiungi aziende" }).click();
    await page.locator("input[name='form[others][]']:enabled").first().check();
    await page.getByLabel("Fornitore", { exact: true }).check();
    await page.getByRole("button", { name: "Associa", exact: true }).click();
    const supplier = card(page, "Aziende").getByRole("listitem").filter({ hasText: "Fornitore" });
    await expect(supplier).toHaveCount(1);
    await supplier.getByRole("link").first().click();
    await expect(card(page, "Aziende").getByRole("listitem").filter({ hasText: "Cliente" })).toHaveCount(1);
  });
});

for (const [lang, width] of [["en", 390], ["it", 390], ["it", 1280]] as const) {
  test.describe(`${lang} at ${width}`, () => {
    test.use({ locale: lang === "it" ? "it-IT" : "en-GB", viewport: { width, height: 900 } });
    test("the object settings fit and are accessible", async ({ page, app }) => {
      await signIn(page, app, "admin", "/settings/objects");
      const ofLabels = ["/contacts", "/contacts/labels/new", "/deals/labels/2", "/contacts/archive?part=label.1"];
      for (const path of ["", "/new", "/deals", "/deals/edit", "/deals/properties/priority", "/deals/pipelines/1", "/deals/archive?part=property.amount", ...ofLabels]) {
        await page.goto(`/settings/objects${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await axe(page);
        await noSidewaysScroll(page);
      }
    });
  });
}
