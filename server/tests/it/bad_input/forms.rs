//! Bad input in forms other than those of records: the address of the form, the field, what is typed, and the message
//! on the page that answers. `{}` in an address stands for what is typed.

const FILTER: &str = "Enter a valid value: a number, a date or at least one option.";
const EMPTY: &str = "This field is required.";
const WORD: &str = "Enter lowercase letters, digits and hyphens, starting with a letter, such as vehicles.";
const RESERVED: &str = "This URL name is reserved.";
const TAKEN: &str = "This name is already in use, possibly by an archived item.";
const LONG: &str = "At most 60 characters.";
const CHOICE: &str = "Choose an option.";
const CHARACTER: &str = "This contains an invalid character.";
const DAYS: &str = "Enter a whole number of days from 1 to 3650. Nothing was changed.";
const EMAIL: &str = "Enter a valid e-mail address.";
const GUARD: &str = "A limit is a whole number above zero, or empty.";
const NOT_FOUND: &str = "Not found";

/// One case per line.
#[rustfmt::skip]
pub const FORMS: &[(&str, &str, &str, &str)] = &[
    // Conditions that cannot be parsed.
    ("/companies/filter?field=employees&test=more&value={}", "", "many", FILTER),
    ("/companies/filter?field=employees&test=more&value={}", "", "", FILTER),
    ("/companies/filter?field=employees&test=is&value={}", "", "1 OR 1=1", FILTER),
    ("/companies/filter?field=employees&test=less&value={}", "", "1e5", FILTER),
    ("/companies/filter?field=employees&test=between&value=1&to={}", "", "x", FILTER),
    ("/companies/filter?field=revenue&test=more&value={}", "", "a lot", FILTER),
    ("/companies/filter?field=industry&test=any&value={}", "", "banking'); DELETE FROM record; --", FILTER),
    ("/companies/filter?field=industry&test=any", "", "", FILTER),
    ("/companies/filter?field=city&test={}&value=x", "", "like", FILTER),
    ("/companies/filter?field=city&test={}&value=x", "", "is'--", FILTER),
    ("/companies/filter?field=city&test=less&value={}", "", "x", FILTER),
    ("/deals/filter?field=close_date&test=before&value={}", "", "soon", FILTER),
    ("/deals/filter?field=close_date&test=after&value={}", "", "2026-02-30", FILTER),
    ("/deals/filter?field=close_date&test=last&days={}", "", "-1", FILTER),
    ("/deals/filter?field=close_date&test=last&days={}", "", "week", FILTER),
    ("/deals/filter?field=close_date&test=last&days={}", "", "99999999999999999999", FILTER),
    ("/contacts/filter?field=newsletter&test=is&value={}", "", "perhaps", FILTER),
    ("/contacts/filter?field=first_name&test=contains&value={}", "", "", FILTER),
    // Properties, records and objects that do not exist.
    ("/contacts/{}", "", "0", NOT_FOUND),
    ("/contacts/{}", "", "-1", NOT_FOUND),
    ("/contacts/{}", "", "99999999999999999999", NOT_FOUND),
    ("/contacts/{}", "", "1e0", NOT_FOUND),
    ("/contacts/{}", "", "1;2", NOT_FOUND),
    ("/contacts/{}", "", "1' OR '1'='1", NOT_FOUND),
    ("/contacts/{}", "", "\u{0}", NOT_FOUND),
    ("/contacts/{}/edit", "", "x", NOT_FOUND),
    ("/{}", "", "record", NOT_FOUND),
    ("/{}", "", "contacts'--", NOT_FOUND),
    ("/{}", "", "日本", NOT_FOUND),
    ("/operations/{}", "", "x", NOT_FOUND),
    ("/operations/{}", "", "-1", NOT_FOUND),
    ("/imports/{}", "", "1 OR 1=1", NOT_FOUND),
    ("/settings/objects/{}", "", "record", NOT_FOUND),
    ("/settings/objects/deals/properties/{}", "", "amount'", NOT_FOUND),
    ("/settings/objects/deals/properties/{}", "", "deletion", NOT_FOUND),
    ("/settings/users/{}", "", "admin", NOT_FOUND),
    // Definitions.
    ("/settings/objects/new", "singular_en", "", EMPTY),
    ("/settings/objects/new", "singular_it", "a\u{0}", CHARACTER),
    ("/settings/objects/new", "slug", "Vehicles!", WORD),
    ("/settings/objects/new", "slug", "1st", WORD),
    ("/settings/objects/new", "slug", "a b", WORD),
    ("/settings/objects/new", "slug", "../trash", WORD),
    ("/settings/objects/new", "slug", "veicoli'--", WORD),
    ("/settings/objects/new", "slug", "véhicules", WORD),
    ("/settings/objects/new", "slug", "trash", RESERVED),
    ("/settings/objects/new", "slug", "settings", RESERVED),
    ("/settings/objects/new", "slug", "api", RESERVED),
    ("/settings/objects/new", "slug", "contacts", TAKEN),
    ("/settings/objects/new", "icon", "skull", CHOICE),
    ("/settings/objects/deals/properties/new", "label_en", "", EMPTY),
    ("/settings/objects/deals/properties/new", "label_it", "\u{200b}\u{0}", CHARACTER),
    ("/settings/objects/deals/properties/new", "label_en", "Amount", TAKEN),
    ("/settings/objects/deals/properties/new", "kind", "colour", CHOICE),
    ("/settings/objects/deals/properties/new", "kind", "", CHOICE),
    ("/settings/objects/deals/properties/new", "kind", "one_of", "Fill in at least one row."),
    ("/settings/objects/deals/pipelines/new", "name_en", "", EMPTY),
    ("/settings/objects/contacts/labels/new", "other", "", CHOICE),
    ("/settings/objects/contacts/labels/new", "other", "nothing", CHOICE),
    ("/settings/objects/contacts/labels/new", "other", "companies'--", CHOICE),
    ("/settings/objects/contacts/labels/new", "name_en", "", EMPTY),
    ("/settings/objects/contacts/labels/new", "name_en", "a\u{7}", CHARACTER),
    ("/settings/objects/contacts/labels/new", "name_en", " PRIMARY", TAKEN),
    ("/settings/objects/contacts/labels/new", "name_it", "principale", TAKEN),
    ("/settings/objects/contacts/labels/new", "inverse_en", "Primary", TAKEN),
    ("/settings/objects/contacts/labels/new", "inverse_it", "\u{0}", CHARACTER),
    ("/settings/objects/contacts/labels/new", "name_en", "0123456789012345678901234567890123456789012345678901234567890", LONG),
    ("/settings/objects/companies/labels/new", "name_en", "Subsidiary", TAKEN),
    ("/settings/objects/companies/labels/new", "one", "1", "A label with the same name on both sides cannot be limited to one."),
    ("/settings/objects/contacts/labels/{}", "", "2'", NOT_FOUND),
    ("/settings/objects/contacts/labels/{}", "", "99999999999999999999", NOT_FOUND),
    // Settings for all users, and rights.
    ("/api/retention/set", "days", "0", DAYS),
    ("/api/retention/set", "days", "-1", DAYS),
    ("/api/retention/set", "days", "3651", DAYS),
    ("/api/retention/set", "days", "forever", DAYS),
    ("/api/retention/set", "days", "90.5", DAYS),
    ("/api/retention/set", "days", "", DAYS),
    ("/api/users/invite", "email", "nobody", EMAIL),
    ("/api/users/invite", "email", "a@b@c.example", EMAIL),
    ("/api/users/invite", "email", "ada.admin@example.com", "A user with this e-mail already exists."),
    ("/api/users/invite", "role", "999", "role"),
    ("/settings/roles/4", "name", "", "Enter a name of at most 60 characters."),
    ("/settings/roles/4", "name", "\u{0}", "Enter a name of at most 60 characters."),
    ("/settings/roles/4", "approval_count", "0", GUARD),
    ("/settings/roles/4", "approval_count", "many", GUARD),
    ("/settings/roles/4", "approval_amount", "-5", GUARD),
    ("/api/teams/save", "form[name]", "", "Enter a name of at most 60 characters."),
    ("/api/views/save", "form[name]", "", "Enter a name."),
    ("/api/views/save", "form[name]", "   ", "Enter a name."),
    ("/contacts/HERS/hold", "reason", "", "Enter a reason."),
    ("/contacts/HERS/hold", "reason", "\u{a0}\n", "Enter a reason."),
    // Sign-in.
    ("/api/sign-in", "email", "nobody@example.com", "The e-mail or the password is wrong."),
    ("/api/sign-in", "email", "' OR 1=1 --", "The e-mail or the password is wrong."),
    ("/api/sign-in", "email", "ada.admin@example.com\u{0}", "The e-mail or the password is wrong."),
    ("/api/account/password", "form[present]", "wrong", "The password is incorrect."),
];

/// The values that are sent along with the one field, by the address of the form.
#[rustfmt::skip]
pub const ALONG: &[(&str, &[(&str, &str)])] = &[
    ("/settings/objects/new", &[("singular_en", "vehicle"), ("plural_en", "vehicles"), ("singular_it", "veicolo"), ("plural_it", "veicoli"),
        ("slug", "vehicles"), ("icon", "square"), ("name_en", "Name"), ("name_it", "Nome record")]),
    ("/settings/objects/deals/properties/new", &[("label_en", "Colour"), ("label_it", "Colore"), ("kind", "text"), ("act", "save")]),
    ("/settings/objects/deals/pipelines/new", &[("name_en", "Second"), ("name_it", "Seconda"), ("stage.0.en", "New"), ("stage.0.it", "Nuova"),
        ("stage.0.kind", "open"), ("act", "save")]),
    ("/settings/objects/contacts/labels/new", &[("other", "companies"), ("name_en", "Works at"), ("name_it", "Lavora da"),
        ("inverse_en", "Employee"), ("inverse_it", "Dipendente")]),
    ("/settings/objects/companies/labels/new", &[("other", "companies"), ("name_en", "Partner"), ("name_it", "Socia"), ("one", "")]),
    ("/api/retention/set", &[("object", "contacts"), ("days", "90")]),
    ("/api/users/invite", &[("email", "new@example.com"), ("role", "2"), ("lang", "en")]),
    ("/settings/roles/4", &[("name", "X")]),
    ("/api/teams/save", &[("form[name]", "X")]),
    ("/api/views/save", &[("form[object]", "contacts"), ("form[name]", "X")]),
    ("/api/sign-in", &[("email", "ada.admin@example.com"), ("password", "not the password"), ("next", "/")]),
    ("/api/account/password", &[("form[present]", "x"), ("form[new]", "a long enough one"), ("form[again]", "a long enough one")]),
];
