//! The endpoints, what each of them answers to whom, and the records that they are asked about.
#![allow(dead_code, clippy::allow_attributes, reason = "each test program uses a part of this")]
#![expect(clippy::unwrap_used, reason = "a test that cannot stand up must fall")]

use crate::support::{self, TestEngine, fresh};
use domain::{
    mail::MailQuery,
    operation::{Selection, Surface},
    policy::BuiltInRole,
    record::RecordInput,
    teams::TeamDraft,
    users::Invite,
};
use engine::Associate;
use std::collections::BTreeSet;

/// What they are answered. Found and not found are told apart by the record each row asks for.
pub type Row = (&'static str, &'static str, [u16; 5]);

/// Nobody; a reader; a member who does not own the record; the member who does; an admin. `HERS` is a living contact
/// of Olga's, `GONE` one that Olga deleted, `OP` that deletion, `MAIL` the message to her about its end,
/// `HIS` an import of the admin's that runs, `DEAL` a deal of Olga's; `ADA` and `OLGA` they themselves, `TEAM` a team,
/// `INVITED` an invitation.
pub const PAGES: &[Row] = &[
    ("/", "", [302, 200, 200, 200, 200]),
    ("/search", "", [302, 200, 200, 200, 200]),
    ("/search", "?q=gone", [302, 200, 200, 200, 200]),
    ("/sign-in", "", [200; 5]),
    ("/sign-in/code", "", [200; 5]),
    ("/account", "", [302, 200, 200, 200, 200]),
    ("/account/two-step", "", [302, 200, 200, 200, 200]),
    ("/set-up", "", [200; 5]),
    ("/invitation", "", [200; 5]),
    ("/invitation", "?token=x", [200; 5]),
    ("/trash", "", [302, 403, 200, 200, 200]),
    ("/trash/restore", "?ids=GONE", [302, 403, 200, 200, 200]),
    ("/trash/purge", "?ids=GONE", [302, 403, 403, 403, 200]),
    ("/operations", "", [302, 200, 200, 200, 200]),
    ("/settings/retention", "", [302, 404, 404, 404, 200]),
    ("/:object/assign", "/contacts/assign?ids=HERS", [302, 403, 200, 200, 200]),
    ("/:object/filter", "/contacts/filter?field=phone", [302, 200, 200, 200, 200]),
    ("/:object/filter", "/contacts/filter?field=phone&test=known", [302; 5]),
    ("/:object/columns", "/contacts/columns", [302, 200, 200, 200, 200]),
    ("/:object/columns", "/contacts/columns?order=phone&on=phone&show=1", [302; 5]),
    ("/:object/columns", "/nothing/columns", [302, 404, 404, 404, 404]),
    ("/:object/views", "/contacts/views", [302, 200, 200, 200, 200]),
    ("/:object/views", "/nothing/views", [302, 404, 404, 404, 404]),
    ("/:object/filter", "/nothing/filter", [302, 404, 404, 404, 404]),
    ("/operations/:id", "/operations/OP", [302, 404, 200, 200, 200]),
    ("/imports/new", "", [302, 403, 200, 200, 200]),
    ("/imports/:id", "/imports/HIS", [302, 404, 404, 404, 200]),
    ("/imports/:id", "/imports/999", [302, 404, 404, 404, 404]),
    ("/settings/mail", "", [302, 404, 404, 404, 200]),
    ("/settings/mail/:id", "/settings/mail/MAIL", [302, 404, 404, 404, 200]),
    ("/settings/mail/:id", "/settings/mail/999", [302, 404, 404, 404, 404]),
    ("/settings/mail/:id", "/settings/mail/x", [302, 404, 404, 404, 404]),
    ("/settings/audit", "", [302, 404, 404, 404, 200]),
    (
        "/settings/audit",
        "?by=OLGA&kind=operation_ended&object=contacts&from=2026-11-01&to=x&address=::1",
        [302, 404, 404, 404, 200],
    ),
    ("/settings/audit", "?by=nobody&object=nothing&after=1", [302, 404, 404, 404, 200]),
    ("/settings/objects", "", [302, 404, 404, 404, 200]),
    ("/settings/objects/new", "", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug", "/settings/objects/deals", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug", "/settings/objects/nothing", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/edit", "/settings/objects/deals/edit", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/archive", "/settings/objects/deals/archive?part=stage.1", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/archive", "/settings/objects/deals/archive?part=stage.6", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/archive", "/settings/objects/deals/archive", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/properties/new", "/settings/objects/deals/properties/new", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/properties/:key", "/settings/objects/deals/properties/amount", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/properties/:key", "/settings/objects/deals/properties/email", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/pipelines/new", "/settings/objects/deals/pipelines/new", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/pipelines/:id", "/settings/objects/deals/pipelines/1", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/pipelines/:id", "/settings/objects/deals/pipelines/2", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/labels/new", "/settings/objects/deals/labels/new", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/labels/new", "/settings/objects/nothing/labels/new", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/labels/:id", "/settings/objects/deals/labels/2", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/labels/:id", "/settings/objects/deals/labels/1", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/labels/:id", "/settings/objects/deals/labels/x", [302, 404, 404, 404, 404]),
    ("/settings/objects/:slug/archive", "/settings/objects/deals/archive?part=label.2", [302, 404, 404, 404, 200]),
    ("/settings/objects/:slug/archive", "/settings/objects/deals/archive?part=label.1", [302, 404, 404, 404, 404]),
    ("/settings/users", "", [302, 404, 404, 404, 200]),
    ("/settings/users", "?q=olga&state=deactivated&after=1~x", [302, 404, 404, 404, 200]),
    ("/settings/users/invite", "", [302, 404, 404, 404, 200]),
    ("/settings/users/:id", "/settings/users/OLGA", [302, 404, 404, 404, 200]),
    ("/settings/users/:id", "/settings/users/999", [302, 404, 404, 404, 404]),
    ("/settings/users/:id", "/settings/users/x", [302, 404, 404, 404, 404]),
    ("/settings/users/:id/can", "/settings/users/OLGA/can", [302, 404, 404, 404, 200]),
    ("/settings/users/:id/can", "/settings/users/OLGA/can?record=HERS", [302, 404, 404, 404, 200]),
    ("/settings/users/:id/can", "/settings/users/OLGA/can?record=GONE", [302, 404, 404, 404, 200]),
    ("/settings/users/:id/can", "/settings/users/OLGA/can?record=999", [302, 404, 404, 404, 404]),
    ("/settings/users/:id/can", "/settings/users/OLGA/can?object=deals", [302, 404, 404, 404, 200]),
    ("/settings/users/:id/can", "/settings/users/999/can", [302, 404, 404, 404, 404]),
    ("/settings/roles", "", [302, 404, 404, 404, 200]),
    ("/settings/roles/:id", "/settings/roles/1", [302, 404, 404, 404, 200]),
    ("/settings/roles/:id", "/settings/roles/2", [302, 404, 404, 404, 200]),
    ("/settings/roles/:id", "/settings/roles/999", [302, 404, 404, 404, 404]),
    ("/settings/teams", "", [302, 404, 404, 404, 200]),
    ("/settings/teams/:id", "/settings/teams/TEAM", [302, 404, 404, 404, 200]),
    ("/settings/teams/:id", "/settings/teams/999", [302, 404, 404, 404, 404]),
    ("/styleguide", "", [302, 200, 200, 200, 200]),
    ("/:object", "/contacts", [302, 200, 200, 200, 200]),
    ("/:object", "/nothing", [302, 404, 404, 404, 404]),
    ("/:object/board", "/deals/board", [302, 200, 200, 200, 200]),
    ("/:object/board", "/deals/board?pipeline=2", [302, 404, 404, 404, 404]),
    ("/:object/board", "/contacts/board", [302, 404, 404, 404, 404]),
    ("/:object/move", "/deals/move?ids=DEAL", [302, 403, 200, 200, 200]),
    ("/:object/move", "/deals/move?ids=999", [302, 403, 404, 404, 404]),
    ("/:object/new", "/contacts/new", [302, 403, 200, 200, 200]),
    ("/:object/delete", "/contacts/delete?ids=HERS", [302, 403, 200, 200, 200]),
    ("/:object/delete", "/contacts/delete?ids=HERS&also=deals", [302, 403, 200, 200, 200]),
    ("/:object/:id", "/contacts/HERS", [302, 200, 200, 200, 200]),
    ("/:object/:id", "/contacts/GONE", [302, 404, 200, 200, 200]),
    ("/:object/:id", "/contacts/999", [302, 404, 404, 404, 404]),
    ("/:object/:id", "/contacts/x", [302, 404, 404, 404, 404]),
    ("/:object/:id/edit", "/contacts/HERS/edit", [302, 403, 403, 200, 200]),
    ("/:object/:id/edit", "/contacts/GONE/edit", [302, 404, 404, 404, 404]),
    ("/:object/:id/edit", "/contacts/999/edit", [302, 404, 404, 404, 404]),
    ("/:object/:id/hold", "/contacts/HERS/hold", [302, 403, 403, 403, 200]),
    ("/:object/:id/hold", "/contacts/GONE/hold", [302, 403, 403, 403, 200]),
    ("/:object/:id/hold", "/contacts/999/hold", [302, 403, 403, 403, 404]),
    ("/:object/:id/associate", "/contacts/HERS/associate?to=companies", [302, 403, 403, 200, 200]),
    ("/:object/:id/associate", "/contacts/GONE/associate?to=companies", [302, 404, 404, 404, 404]),
    ("/:object/:id/associate", "/contacts/HERS/associate?to=nothing", [302, 403, 403, 404, 404]),
    ("/:object/new", "/calls/new?with=HERS", [302, 403, 200, 200, 200]),
    ("/:object/new", "/calls/new?with=GONE", [302, 403, 404, 404, 404]),
];

/// Files that are made when they are asked for.
pub const FILES: &[Row] = &[
    ("/operations/{id}/outcomes.csv", "/operations/OP/outcomes.csv", [401, 404, 200, 200, 200]),
    ("/operations/{id}/outcomes.csv", "/operations/999/outcomes.csv", [401, 404, 404, 404, 404]),
    ("/{object}/export.csv", "/contacts/export.csv?q=hers", [401, 403, 200, 200, 200]),
    ("/settings/audit.csv", "/settings/audit.csv?kind=signed_in", [401, 404, 404, 404, 200]),
    ("/{object}/export.csv", "/nothing/export.csv", [401, 404, 404, 404, 404]),
    ("/imports/{id}/refused.csv", "/imports/HIS/refused.csv", [401, 404, 404, 404, 200]),
    // No files, but made by no page either: what belongs to the way through the provider, which nobody began here.
    ("/sign-in/provider", "", [303; 5]),
    ("/sign-in/provider/callback", "", [303; 5]),
    ("/sign-in/provider/callback", "?state=x&code=y", [303; 5]),
];

/// Pages that answer the form that is sent to them: address and body.
pub const FORMS: &[Row] = &[
    ("/contacts/new", "phone=none", [302, 403, 200, 200, 200]),
    // The provider of these tests does not answer.
    ("/sign-in/provider", "next=/contacts/HERS", [303; 5]),
    ("/nothing/new", "phone=1", [302, 404, 404, 404, 404]),
    ("/contacts/HERS/edit", "version=1&phone=none", [302, 403, 403, 200, 200]),
    ("/contacts/HERS/edit", "version=9&phone=1", [302, 403, 403, 200, 200]),
    ("/contacts/GONE/edit", "version=1&phone=1", [302, 404, 404, 404, 404]),
    ("/contacts/999/edit", "version=1&phone=1", [302, 404, 404, 404, 404]),
    ("/contacts/HERS/hold", "reason=", [302, 403, 403, 403, 200]),
    ("/contacts/GONE/hold", "release=1", [302, 403, 403, 403, 302]),
    ("/contacts/999/hold", "reason=x", [302, 403, 403, 403, 404]),
    ("/contacts/new", "phone=1", [302, 403, 302, 302, 302]),
    // A secret waits for its first code; there are no recovery codes before it.
    ("/account/two-step", "code=1", [302, 200, 200, 200, 200]),
    ("/account/two-step", "", [302, 404, 404, 404, 404]),
    ("/settings/roles/4", "name=&right=export", [302, 404, 404, 404, 200]),
    ("/settings/roles/4", "name=Reader&right=export&guard_count=9", [302, 404, 404, 404, 302]),
    ("/settings/roles/4", "name=X&right=nothing", [302, 404, 404, 404, 400]),
    ("/settings/roles/4", "name=X&1.view=nowhere", [302, 404, 404, 404, 400]),
    ("/settings/roles/4", "name=X&1.view=team", [302, 404, 404, 404, 400]),
    ("/settings/roles/4", "name=X&999.view=team", [302, 404, 404, 404, 400]),
    ("/settings/roles/999", "name=X", [302, 404, 404, 404, 404]),
    ("/settings/objects/new", "one_en=", [302, 404, 404, 404, 200]),
    ("/settings/objects/deals/edit", "one_en=", [302, 404, 404, 404, 200]),
    (
        "/settings/objects/deals/edit",
        "one_en=deal&many_en=deals&one_it=trattativa&many_it=trattative&icon=coin",
        [302, 404, 404, 404, 302],
    ),
    ("/settings/objects/deals/properties/new", "label_en=&kind=text", [302, 404, 404, 404, 200]),
    ("/settings/objects/deals/properties/new", "label_en=Colour&kind=text&act=save", [302, 404, 404, 404, 302]),
    ("/settings/objects/deals/properties/amount", "label_en=Amount&kind=money&act=more", [302, 404, 404, 404, 200]),
    ("/settings/objects/deals/pipelines/new", "name_en=", [302, 404, 404, 404, 200]),
    ("/settings/objects/deals/pipelines/1", "name_en=", [302, 404, 404, 404, 200]),
    ("/settings/objects/deals/labels/new", "other=contacts&name_en=", [302, 404, 404, 404, 200]),
    ("/settings/objects/deals/labels/new", "other=contacts&name_en=Signs&back_en=Signed by", [302, 404, 404, 404, 302]),
    ("/settings/objects/deals/labels/2", "name_en=Decision maker&back_en=Decides", [302, 404, 404, 404, 302]),
    ("/settings/objects/deals/labels/1", "name_en=Primary", [302, 404, 404, 404, 404]),
    ("/settings/objects/nothing/labels/new", "name_en=", [302, 404, 404, 404, 404]),
];

/// The same for server functions: path and body. Refusals of what a person typed are answers, so they are 200.
pub const FUNCTIONS: &[Row] = &[
    ("/api/session", "{}", [401, 200, 200, 200, 200]),
    ("/api/sign-in", "email=x@example.com&password=wrong&next=/", [200; 5]),
    ("/api/sign-in/code", "code=1&next=/", [200; 5]),
    ("/api/account/get", "{}", [401, 200, 200, 200, 200]),
    ("/api/account/password", "form[present]=x&form[new]=y&form[again]=z", [401, 200, 200, 200, 200]),
    ("/api/account/end-session", "id=999", [401, 404, 404, 404, 404]),
    ("/api/account/end-session", "id=x", [401, 400, 400, 400, 400]),
    ("/api/account/end-others", "", [401, 200, 200, 200, 200]),
    ("/api/account/unlink", "issuer=https://id.example", [401, 404, 404, 404, 404]),
    ("/api/account/two-step", "{}", [401, 200, 200, 200, 200]),
    ("/api/account/begin-two-step", "", [401, 200, 200, 200, 200]),
    ("/api/account/end-two-step", "password=x&code=1", [401, 200, 200, 200, 200]),
    ("/api/sign-out", "", [401, 200, 200, 200, 200]),
    ("/api/sign-out-everywhere", "", [401, 200, 200, 200, 200]),
    ("/api/preferences", "lang=it", [401, 200, 200, 200, 200]),
    (
        "/api/set-up",
        "admin[token]=x&admin[name]=X&admin[email]=x@example.com&admin[password]=long enough&admin[again]=long enough",
        [200; 5],
    ),
    ("/api/records/list", r#"{"slug":"contacts","pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/records/list", r#"{"slug":"nothing","pairs":[]}"#, [401, 404, 404, 404, 404]),
    ("/api/records/count", r#"{"slug":"contacts","pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/records/count", r#"{"slug":"nothing","pairs":[]}"#, [401, 404, 404, 404, 404]),
    ("/api/records/get", r#"{"slug":"contacts","id":HERS,"timeline":9}"#, [401, 200, 200, 200, 200]),
    ("/api/records/get", r#"{"slug":"contacts","id":GONE,"timeline":9}"#, [401, 404, 200, 200, 200]),
    ("/api/records/get", r#"{"slug":"contacts","id":999,"timeline":9}"#, [401, 404, 404, 404, 404]),
    ("/api/records/get", r#"{"slug":"contacts","id":"x"}"#, [400; 5]),
    ("/api/views/list", r#"{"slug":"contacts","pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/views/list", r#"{"slug":"nothing","pairs":[]}"#, [401, 404, 404, 404, 404]),
    ("/api/views/save", "form[object]=contacts&form[name]=", [401, 200, 200, 200, 200]),
    ("/api/views/save", "form[object]=nothing&form[name]=x", [401, 404, 404, 404, 404]),
    ("/api/views/save", "form[object]=contacts&form[name]=x&form[share]=x", [401, 400, 400, 400, 400]),
    ("/api/views/remove", "object=contacts&id=999", [401, 404, 404, 404, 404]),
    ("/api/views/remove", "object=contacts&id=x", [401, 400, 400, 400, 400]),
    ("/api/records/filter", r#"{"slug":"contacts","pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/records/filter", r#"{"slug":"nothing","pairs":[]}"#, [401, 404, 404, 404, 404]),
    ("/api/records/columns", r#"{"slug":"contacts","pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/records/columns", r#"{"slug":"nothing","pairs":[]}"#, [401, 404, 404, 404, 404]),
    ("/api/records/form", r#"{"slug":"contacts","id":null}"#, [401, 403, 200, 200, 200]),
    ("/api/records/form", r#"{"slug":"contacts","id":HERS}"#, [401, 403, 403, 200, 200]),
    ("/api/records/form", r#"{"slug":"contacts","id":GONE}"#, [401, 404, 404, 404, 404]),
    ("/api/holds/get", r#"{"slug":"contacts","id":HERS}"#, [401, 403, 403, 403, 200]),
    ("/api/holds/get", r#"{"slug":"contacts","id":999}"#, [401, 403, 403, 403, 404]),
    (
        "/api/records/save",
        r#"{"order":{"object":"contacts","editing":null,"input":{"values":{"phone":"none"}}}}"#,
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/records/save",
        r#"{"order":{"object":"contacts","editing":[HERS,9],"input":{"values":{}}}}"#,
        [401, 403, 403, 200, 200],
    ),
    (
        "/api/records/save",
        r#"{"order":{"object":"contacts","editing":[GONE,1],"input":{"values":{}}}}"#,
        [401, 403, 404, 404, 404],
    ),
    (
        "/api/operations/preview-delete",
        r#"{"slug":"contacts","selection":{"Records":[HERS]}}"#,
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/operations/preview-delete",
        r#"{"slug":"contacts","selection":{"Records":[HERS]},"also":["deals"]}"#,
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/operations/preview-delete",
        r#"{"slug":"contacts","selection":{"Records":[HERS]},"also":["nothing"]}"#,
        [401, 403, 404, 404, 404],
    ),
    (
        "/api/operations/preview-delete",
        r#"{"slug":"contacts","selection":{"Records":[999]}}"#,
        [401, 403, 404, 404, 404],
    ),
    (
        "/api/operations/preview-delete",
        r#"{"slug":"contacts","selection":{"View":{"search":"","except":[]}}}"#,
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/operations/preview-touched",
        r#"{"slug":"contacts","selection":{"Records":[HERS]}}"#,
        [401, 403, 200, 200, 200],
    ),
    ("/api/operations/control", "id=999&control=pause", [401, 404, 404, 404, 404]),
    // It is done: nobody can do anything about it any more.
    ("/api/operations/control", "id=OP&control=pause", [401, 404, 403, 403, 403]),
    ("/api/operations/decide", "form[operation]=999&form[decision]=approve", [401, 404, 404, 404, 404]),
    ("/api/operations/decide", "form[operation]=OP&form[decision]=x", [401, 400, 400, 400, 400]),
    // Nothing waits for a decision any more.
    ("/api/operations/decide", "form[operation]=OP&form[decision]=decline", [401, 404, 403, 403, 200]),
    ("/api/operations/control", "id=OP&control=x", [401, 400, 400, 400, 400]),
    (
        "/api/operations/delete",
        "order[object]=contacts&order[ids]=HERS&order[typed]=7&order[shown][fingerprint]=0&order[shown][token]=t",
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/operations/delete",
        "order[object]=contacts&order[ids]=HERS&order[also][]=deals&order[typed]=7&order[shown][fingerprint]=0&order[shown][token]=t",
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/operations/delete",
        "order[object]=contacts&order[ids]=999&order[typed]=1&order[shown][fingerprint]=0&order[shown][token]=t",
        [401, 403, 404, 404, 404],
    ),
    ("/api/operations/plan-restore", r#"{"form":{"object":"contacts","ids":"GONE"}}"#, [401, 403, 200, 200, 200]),
    ("/api/operations/plan-restore", r#"{"form":{"object":"contacts","operation":"999"}}"#, [401, 403, 404, 404, 404]),
    // Already living: there is nothing to do, for whoever may restore at all.
    ("/api/operations/restore", "form[object]=contacts&form[ids]=HERS", [401, 403, 200, 200, 200]),
    ("/api/operations/restore", "form[object]=contacts&form[ids]=999", [401, 403, 404, 404, 404]),
    ("/api/operations/get", r#"{"id":OP,"after":null,"search":"","skipped":false}"#, [401, 404, 200, 200, 200]),
    ("/api/operations/get", r#"{"id":999,"after":null,"search":"","skipped":false}"#, [401, 404, 404, 404, 404]),
    ("/api/operations/list", r#"{"pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/operations/running", "{}", [401, 200, 200, 200, 200]),
    (
        "/api/operations/preview-assign",
        r#"{"slug":"contacts","selection":{"Records":[HERS]}}"#,
        [401, 403, 200, 200, 200],
    ),
    (
        "/api/operations/preview-assign",
        r#"{"slug":"contacts","selection":{"Records":[999]}}"#,
        [401, 403, 404, 404, 404],
    ),
    (
        "/api/operations/assign",
        "form[object]=contacts&form[ids]=HERS&form[shown][fingerprint]=0&form[shown][token]=t",
        [401, 403, 200, 200, 200],
    ),
    ("/api/operations/preview-purge", r#"{"set":{"object":"contacts","ids":"GONE"}}"#, [401, 403, 403, 403, 200]),
    ("/api/operations/preview-purge", r#"{"set":{"object":"contacts","ids":"999"}}"#, [401, 403, 403, 403, 404]),
    (
        "/api/operations/purge",
        "form[set][object]=contacts&form[set][ids]=GONE&form[typed]=7&form[shown][fingerprint]=0&form[shown][token]=t",
        [401, 403, 403, 403, 200],
    ),
    // A deletion is undone by restoring; who may not undo it at all is told so first.
    ("/api/operations/undo", "form[operation]=OP", [401, 404, 403, 404, 404]),
    ("/api/operations/undo", "form[operation]=999", [401, 404, 404, 404, 404]),
    ("/api/retention/list", "{}", [401, 404, 404, 404, 200]),
    ("/api/retention/set", "object=contacts&days=90", [401, 404, 404, 404, 200]),
    ("/api/retention/set", "object=contacts&days=x", [401, 404, 404, 404, 400]),
    ("/api/audit/list", r#"{"pairs":[]}"#, [401, 404, 404, 404, 200]),
    ("/api/audit/keep", "days=400", [401, 404, 404, 404, 200]),
    ("/api/audit/keep", "days=x", [401, 404, 404, 404, 400]),
    ("/api/settings/objects", "{}", [401, 404, 404, 404, 200]),
    ("/api/settings/object", r#"{"slug":"deals"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/object", r#"{"slug":"nothing"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/object-form", r#"{"slug":"deals"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/property-form", r#"{"slug":"deals","key":"amount"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/property-form", r#"{"slug":"deals","key":"nothing"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/pipeline-form", r#"{"slug":"deals","id":"1"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/pipeline-form", r#"{"slug":"deals","id":"x"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/label-form", r#"{"slug":"deals","id":null}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/label-form", r#"{"slug":"deals","id":"2"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/label-form", r#"{"slug":"deals","id":"1"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/label-form", r#"{"slug":"deals","id":"x"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/label-form", r#"{"slug":"nothing","id":null}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/uses", r#"{"slug":"deals","part":"label.2"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/uses", r#"{"slug":"deals","part":"label.1"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/uses", r#"{"slug":"deals","part":"property.amount"}"#, [401, 404, 404, 404, 200]),
    ("/api/settings/uses", r#"{"slug":"deals","part":"property.nothing"}"#, [401, 404, 404, 404, 404]),
    ("/api/settings/uses", r#"{"slug":"deals","part":"everything"}"#, [401, 404, 404, 404, 404]),
    // A deal of Olga's stands there: refused as an answer.
    ("/api/settings/archive", "slug=deals&part=stage.2", [401, 404, 404, 404, 200]),
    ("/api/settings/archive", "slug=deals&part=stage.999", [401, 404, 404, 404, 404]),
    ("/api/settings/archive", "slug=deals&part=x", [401, 404, 404, 404, 400]),
    // It comes with the product.
    ("/api/settings/archive", "slug=deals&part=label.2", [401, 404, 404, 404, 200]),
    ("/api/settings/archive", "slug=deals&part=label.1", [401, 404, 404, 404, 404]),
    ("/api/settings/unarchive", "slug=deals&part=label.2", [401, 404, 404, 404, 404]),
    ("/api/settings/unarchive", "slug=deals&part=stage.1", [401, 404, 404, 404, 404]),
    ("/api/settings/move-property", "slug=deals&key=amount&to=up", [401, 404, 404, 404, 200]),
    ("/api/settings/move-property", "slug=deals&key=amount&to=left", [401, 404, 404, 404, 400]),
    ("/api/settings/move-property", "slug=deals&key=nothing&to=up", [401, 404, 404, 404, 404]),
    ("/api/imports/new", r#"{"slug":"contacts"}"#, [401, 403, 200, 200, 200]),
    ("/api/imports/get", r#"{"id":HIS}"#, [401, 404, 404, 404, 200]),
    ("/api/imports/start", "form[id]=999", [401, 404, 404, 404, 404]),
    // Started already: there is nothing left to start, whoever asks.
    ("/api/imports/start", "form[id]=HIS", [401, 404, 404, 404, 404]),
    ("/api/mail/list", r#"{"pairs":[]}"#, [401, 404, 404, 404, 200]),
    ("/api/mail/get", r#"{"id":MAIL}"#, [401, 404, 404, 404, 200]),
    ("/api/mail/get", r#"{"id":999}"#, [401, 404, 404, 404, 404]),
    // It waits: there is nothing to try again.
    ("/api/mail/retry", "id=MAIL", [401, 404, 404, 404, 404]),
    ("/api/mail/retry", "id=x", [401, 404, 404, 404, 400]),
    ("/api/mail/retry", "", [401, 404, 404, 404, 200]),
    (
        "/api/associations/candidates",
        r#"{"slug":"contacts","id":HERS,"to":"companies","search":"","pick":null,"label":null}"#,
        [401, 403, 403, 200, 200],
    ),
    (
        "/api/associations/candidates",
        r#"{"slug":"contacts","id":GONE,"to":"companies","search":"","pick":null,"label":null}"#,
        [401, 404, 404, 404, 404],
    ),
    // Nothing is chosen, or what nobody can see.
    ("/api/associations/save", "form[object]=contacts&form[record]=HERS", [401, 403, 200, 200, 200]),
    ("/api/associations/save", "form[object]=contacts&form[record]=HERS&form[others][]=999", [401, 403, 403, 404, 404]),
    ("/api/associations/save", "form[object]=contacts&form[record]=x", [401, 400, 400, 400, 400]),
    ("/api/associations/gave-way", r#"{"id":OP}"#, [401, 404, 200, 200, 200]),
    ("/api/associations/gave-way", r#"{"id":999}"#, [401, 404, 404, 404, 404]),
    ("/api/associations/remove", "slug=contacts&record=HERS&other=999", [401, 403, 403, 404, 404]),
    ("/api/associations/remove", "slug=contacts&record=GONE&other=HERS", [401, 403, 404, 404, 404]),
    ("/api/board/get", r#"{"slug":"deals","pairs":[]}"#, [401, 200, 200, 200, 200]),
    ("/api/board/get", r#"{"slug":"contacts","pairs":[]}"#, [401, 404, 404, 404, 404]),
    ("/api/board/preview-move", r#"{"slug":"deals","selection":{"Records":[DEAL]}}"#, [401, 403, 200, 200, 200]),
    ("/api/board/preview-move", r#"{"slug":"deals","selection":{"Records":[999]}}"#, [401, 403, 404, 404, 404]),
    ("/api/board/move", "order[object]=deals&order[card]=DEAL~1~2", [401, 403, 403, 200, 200]),
    ("/api/board/move", "order[object]=deals&order[card]=999~1~2", [401, 403, 404, 404, 404]),
    ("/api/board/move", "order[object]=deals&order[card]=DEAL", [401, 403, 400, 400, 400]),
    ("/api/board/move", "order[object]=contacts&order[card]=HERS~1~2", [401, 403, 200, 200, 200]),
    ("/api/users/list", r#"{"pairs":[]}"#, [401, 404, 404, 404, 200]),
    ("/api/users/get", r#"{"id":OLGA}"#, [401, 404, 404, 404, 200]),
    ("/api/users/get", r#"{"id":999}"#, [401, 404, 404, 404, 404]),
    ("/api/users/can", r#"{"id":OLGA,"record":"HERS","object":""}"#, [401, 404, 404, 404, 200]),
    ("/api/users/can", r#"{"id":OLGA,"record":"999","object":""}"#, [401, 404, 404, 404, 404]),
    ("/api/users/can", r#"{"id":OLGA,"record":"","object":"nothing"}"#, [401, 404, 404, 404, 404]),
    ("/api/users/invite-form", "{}", [401, 404, 404, 404, 200]),
    ("/api/users/invite", "email=nobody&role=2&lang=en", [401, 404, 404, 404, 200]),
    ("/api/users/invite-again", "id=INVITED", [401, 404, 404, 404, 200]),
    ("/api/users/invite-again", "id=999", [401, 404, 404, 404, 404]),
    ("/api/users/withdraw", "id=INVITED", [401, 404, 404, 404, 200]),
    ("/api/users/withdraw", "id=999", [401, 404, 404, 404, 404]),
    ("/api/users/withdraw", "id=x", [401, 404, 404, 404, 400]),
    // Herself: another must.
    ("/api/users/deactivate", "id=ADA", [401, 404, 404, 404, 200]),
    ("/api/users/deactivate", "id=999", [401, 404, 404, 404, 404]),
    ("/api/users/reactivate", "id=OLGA", [401, 404, 404, 404, 200]),
    ("/api/users/reactivate", "id=999", [401, 404, 404, 404, 404]),
    ("/api/users/role", "id=OLGA&role=2", [401, 404, 404, 404, 200]),
    ("/api/users/role", "id=OLGA&role=x", [401, 404, 404, 404, 400]),
    ("/api/users/role", "id=999&role=2", [401, 404, 404, 404, 404]),
    ("/api/users/end-session", "id=ADA&session=1", [401, 404, 404, 404, 200]),
    ("/api/users/end-session", "id=OLGA&session=999", [401, 404, 404, 404, 404]),
    ("/api/users/end-session", "id=OLGA&session=x", [401, 404, 404, 404, 400]),
    ("/api/users/reset-two-step", "id=OLGA", [401, 404, 404, 404, 200]),
    ("/api/users/reset-two-step", "id=999", [401, 404, 404, 404, 404]),
    ("/api/invitation/get", r#"{"token":"x"}"#, [200; 5]),
    (
        "/api/invitation/accept",
        "form[token]=x&form[name]=X&form[password]=long enough&form[again]=long enough",
        [200; 5],
    ),
    ("/api/roles/list", "{}", [401, 404, 404, 404, 200]),
    ("/api/roles/get", r#"{"id":2}"#, [401, 404, 404, 404, 200]),
    ("/api/roles/get", r#"{"id":999}"#, [401, 404, 404, 404, 404]),
    ("/api/roles/copy", "id=2", [401, 404, 404, 404, 200]),
    ("/api/roles/copy", "id=999", [401, 404, 404, 404, 404]),
    ("/api/roles/remove", "id=1", [401, 404, 404, 404, 200]),
    ("/api/roles/remove", "id=999", [401, 404, 404, 404, 404]),
    ("/api/teams/list", "{}", [401, 404, 404, 404, 200]),
    ("/api/teams/save", "form[name]=", [401, 404, 404, 404, 200]),
    ("/api/teams/save", "form[id]=TEAM&form[name]=Team&form[members][]=OLGA", [401, 404, 404, 404, 200]),
    ("/api/teams/save", "form[id]=999&form[name]=X", [401, 404, 404, 404, 404]),
    ("/api/teams/save", "form[name]=X&form[members][]=x", [401, 404, 404, 404, 400]),
    ("/api/teams/remove", "id=999", [401, 404, 404, 404, 404]),
    ("/api/trash/list", r#"{"slug":"contacts","pairs":[]}"#, [401, 403, 200, 200, 200]),
    ("/api/home", "{}", [401, 200, 200, 200, 200]),
    ("/api/search", r#"{"typed":"gone"}"#, [401, 200, 200, 200, 200]),
    ("/api/search", r#"{"typed":""}"#, [401, 200, 200, 200, 200]),
    ("/api/search", "{}", [400; 5]),
];

/// What belongs to whom, by the words of the rows.
pub struct House(Vec<(&'static str, i64)>);

/// Makes all that the rows speak of.
pub async fn house(test: &TestEngine) -> House {
    let ada = test.admin().await;
    test.user("Rita Reader", BuiltInRole::ReadOnly).await;
    test.user("Ben Member", BuiltInRole::Member).await;
    let olga = test.user("Olga Owner", BuiltInRole::Member).await;
    let hers = test.contact(&olga, "Hers", "hers@example.com").await;
    let gone = test.contact(&olga, "Gone", "gone@example.com").await;
    let deals = test.object("deals").await.unwrap();
    let named = support::form(&[("name", "Lighting refit")]);
    let named = RecordInput { owner: olga.user.to_string(), ..named };
    let create = olga.create(deals.id).unwrap();
    let deal = test.create_record(&create, &deals, &named, Surface::Index).await.unwrap().unwrap();
    let object = test.contacts().await;
    let roles = BTreeSet::new();
    let with =
        Associate { object: &object, record: hers, others: &[deal], roles: &roles, surface: Surface::RecordPage };
    test.associate(&olga, with).await.unwrap().unwrap();
    let delete = olga.delete(object.id).unwrap();
    let preview = test.preview_delete(&delete, &Selection::Records(vec![gone])).await.unwrap();
    let order = domain::operation::DeleteOrder {
        selection: Selection::Records(vec![gone]),
        confirm: preview.confirm(Some(1)),
        surface: domain::operation::Surface::Index,
        reason: None,
    };
    let operation = test.delete(&delete, &order).await.unwrap().unwrap().operation;
    test.clock.forward_days(83);
    test.queue_digests().await.unwrap();
    let outbox = test.list_mail(ada.administer().unwrap(), &MailQuery::default()).await.unwrap();
    let mail = outbox.rows[0].id;
    let permit = ada.import(object.id).unwrap();
    let path = std::path::Path::new("x.csv");
    let file = engine::ImportFile { name: "x.csv", path, size: 1, uploaded: true };
    let import = test.begin_import(&permit, file).await.unwrap();
    test.start_import(&permit, import, &[]).await.unwrap();
    let by = fresh(ada.administer_users().unwrap());
    let team = TeamDraft { name: "Team".to_owned(), ..TeamDraft::default() };
    let team = test.save_team(&by, None, &team).await.unwrap().unwrap();
    let role = Some(domain::ids::RoleId(2));
    let invite = Invite { email: "new@example.com".to_owned(), role, ..Invite::default() };
    let invited = test.invite(&by, &invite).await.unwrap().unwrap();
    House(vec![
        ("HIS", import.0),
        ("OLGA", olga.user.0),
        ("ADA", ada.user.0),
        ("TEAM", team.0),
        ("INVITED", invited.0),
        ("HERS", hers.0),
        ("MAIL", mail.0),
        ("DEAL", deal.0),
        ("GONE", gone.0),
        ("OP", operation.0),
    ])
}

impl House {
    /// A row's address or body.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (word, id)| text.replace(word, &id.to_string()))
    }

    /// The same about what is not there.
    pub fn fill_unknown(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (word, _)| text.replace(word, "987"))
    }
}
