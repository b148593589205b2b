//! What the sample data is mixed from.

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
