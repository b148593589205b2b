//! Word lists of the sample data.

/// First names.
pub(super) const FIRST: &[&str] = &[
    "Anna", "Björn", "Carla", "Dmitri", "Elena", "Fatima", "George", "Hana", "Ingrid", "João", "Katarina", "Luca",
    "Marta", "Nils", "Olga", "Paolo", "Quentin", "Rosa", "Sofia", "Tariq", "Ulla", "Vera", "Wanda", "Xenia", "Yusuf",
    "Zoe", "Alessio", "Beatrice", "Chiara", "Davide", "Emma", "Filippo", "Greta", "Hugo", "Irene", "José", "Klara",
    "Leonardo", "Mónica", "Noemi",
];

/// Last names.
pub(super) const LAST: &[&str] = &[
    "Moretti",
    "Aalto",
    "Conti",
    "Volkov",
    "Ricci",
    "Benali",
    "Papadakis",
    "Kobayashi",
    "Solberg",
    "Almeida",
    "Novak",
    "Ferri",
    "Galli",
    "Holm",
    "Ivanova",
    "Jansen",
    "Kovač",
    "Lindqvist",
    "Marchetti",
    "Núñez",
    "Okafor",
    "Petrov",
    "Quaranta",
    "Rossi",
    "Santoro",
    "Tanaka",
    "Urbani",
    "Vitale",
    "Weber",
    "Ximenes",
    "Yilmaz",
    "Zanetti",
    "D'Amico",
    "Esposito",
    "Fontana",
    "Grasso",
];

/// Companies; the first word is also their domain.
pub(super) const COMPANIES: &[&str] = &[
    "Lumen Srl",
    "Aalto Oy",
    "Conti & Figli",
    "Nordwind GmbH",
    "Ricci Studio",
    "Atelier Sud",
    "Helios SA",
    "Kobayashi KK",
    "Solberg AS",
    "Almeida Lda",
    "Novak d.o.o.",
    "Tramonto SpA",
    "Bluefield Ltd",
    "Meridian Inc",
    "Castello Vini",
    "Orchard House",
    "Pinnacle BV",
    "Quercia Legno",
];

/// Job titles.
pub(super) const TITLES: &[&str] = &[
    "Purchasing",
    "Head of sales",
    "Office manager",
    "Engineer",
    "Owner",
    "Accountant",
    "Marketing",
    "Support lead",
    "Designer",
    "Logistics",
];

/// Cities.
pub(super) const CITIES: &[&str] = &[
    "Roma", "Milano", "Torino", "Helsinki", "Oslo", "Lisboa", "Paris", "Athína", "Zagreb", "Hamburg", "London", "Tokyo",
];

/// Industries, by the tags of the property.
pub(super) const INDUSTRIES: &[&str] =
    &["retail", "manufacturing", "software", "construction", "energy", "services", "public"];

/// Names of deals.
pub(super) const DEALS: &[&str] = &[
    "Lighting refit",
    "Maintenance 2027",
    "Warehouse lamps",
    "Office refit",
    "Harbour sensors",
    "Showroom",
    "Solar carport",
    "Spare parts",
    "Training days",
    "Support contract",
    "Pilot line",
    "Second site",
];

/// Names of tickets.
pub(super) const TICKETS: &[&str] = &[
    "Lamp flickers in the entrance",
    "Invoice shows the wrong address",
    "Delivery came without screws",
    "Cannot open the price list",
    "Sensor reports nothing since Monday",
    "Please send the manual again",
    "Wrong colour delivered",
    "When is the next service visit?",
];

/// Subjects of calls.
pub(super) const CALLS: &[&str] = &[
    "First talk",
    "Asked for a revised quote",
    "Checked the delivery date",
    "Talked about the contract",
    "Called back",
];

/// Subjects of e-mails.
pub(super) const MAILS: &[&str] =
    &["Updated price list", "Your offer", "Minutes of our meeting", "Dates for the installation", "Thank you"];

/// Titles of tasks.
pub(super) const TASKS: &[&str] =
    &["Send the offer", "Call back", "Prepare the contract", "Ask for references", "Check the stock", "Plan the visit"];

/// Texts of notes.
pub(super) const NOTES: &[&str] = &[
    "Prefers to be called in the morning.\nSpeaks Italian and English.",
    "Budget is decided in March.",
    "Asked for a discount on more than fifty pieces.",
    "Knows our installer from an earlier site.",
];

/// Titles of meetings.
pub(super) const MEETINGS: &[&str] = &["Site visit", "Kick-off", "Review of the quarter", "Demonstration"];
