//! The second scan of an erasure, and the certificate that states its result.

use super::{
    data_map::Class,
    decide::place_of,
    files,
    findings::source_of,
    run::{Step, Unfinished},
    scan::{columns, scan},
};
use crate::{Error, Result, audit::note, db::Sql, outbox::queue, privacy::Privacy};
use domain::{
    audit::Event,
    ids::UserId,
    mail::Message,
    privacy::{
        Certificate, CertificateHash, CheckedPlace, ErasureState, MentionSource, Place, Remainder, Remains, ScanHit,
        SecondScan,
    },
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The result of the second scan.
#[derive(Default)]
struct Outcome {
    scan: SecondScan,
    /// Findings that no decision covers, each row or text once.
    unsettled: BTreeMap<Place, BTreeSet<(String, i64)>>,
    /// Accounts of users and names of definitions that match.
    accounts: BTreeSet<(&'static str, i64)>,
    definitions: BTreeSet<(&'static str, i64)>,
}

/// Searches everything again and issues the certificate. The erasure is complete if nothing was found but what was decided to
/// stay.
pub(super) async fn issue(privacy: &Privacy, unfinished: Unfinished) -> Result<()> {
    let outcome = second_scan(privacy, &unfinished).await?;
    let unreachable = privacy.unreachable().await?;
    let Unfinished { id, tally, decided, .. } = unfinished;
    let mut remaining: BTreeMap<Place, i64> = BTreeMap::new();
    for kept in &decided.kept {
        *remaining.entry(place_of(kept.source)).or_default() += 1;
    }
    for (place, rows) in &outcome.unsettled {
        *remaining.entry(*place).or_default() += count(rows.len());
    }
    let mut remains: Vec<Remains> = decided
        .kept
        .into_iter()
        .map(|kept| Remains {
            what: Remainder::Mention(place_of(kept.source), kept.reason),
            count: Some(1),
            until: kept.until,
        })
        .collect();
    for (what, rows) in [(Remainder::Account, &outcome.accounts), (Remainder::Definition, &outcome.definitions)] {
        if !rows.is_empty() {
            remains.push(Remains { what, count: i64::try_from(rows.len()).ok(), until: None });
        }
    }
    if !outcome.scan.hits.is_empty() {
        remains.push(Remains { what: Remainder::Identifiers, count: None, until: None });
    }
    let unreachable = unreachable.into_iter();
    remains.extend(unreachable.map(|(what, count)| Remains { what: Remainder::Unreachable(what), count, until: None }));

    let now = privacy.store.now();
    let mut tx = privacy.store.write().await?;
    let sql = Sql::new(
        "SELECT ordered_at, ordered_by_id, approved_by_id, basis, addresses, \
         (SELECT count(*) FROM erased_record WHERE erasure_id = erasure.id) AS contacts, \
         (SELECT count(*) FROM certificate WHERE erasure_id = erasure.id) AS parts FROM erasure WHERE step = ",
    );
    let sql = sql.bind(Step::Scan.tag()).push(" AND id = ").bind(id);
    // Another program can have done this step.
    let Some(row) = tx.all_locked(sql).await?.pop() else { return Ok(()) };
    let certificate = Certificate {
        erasure: id,
        part: row.int("parts")? + 1,
        ordered_at: row.time("ordered_at")?,
        issued_at: now,
        ordered_by: UserId(row.int("ordered_by_id")?),
        approved_by: row.get::<Option<i64>>("approved_by_id")?.map(UserId),
        basis: row.json("basis")?,
        contacts: row.int("contacts")?,
        addresses: row.int("addresses")?,
        places: tally.places(&remaining),
        scan: outcome.scan,
        remains,
    };
    let content = serde_json::to_string(&certificate).map_err(|error| Error::Corrupt(error.to_string()))?;
    let hash = CertificateHash::new(Sha256::digest(content.as_bytes()).into());
    let sql =
        Sql::new("INSERT INTO certificate (erasure_id, part, issued_at, content, hash) VALUES ($1, $2, $3, $4, $5)");
    tx.execute(sql.with(id).with(certificate.part).with(now).with(content).with(hash.to_string())).await?;
    let complete = certificate.is_complete();
    let event = Event::ErasureCertified { erasure: id, part: certificate.part, complete, certificate: hash };
    note(&mut tx, Some(certificate.ordered_by), &event, now).await?;
    let sum = |count: fn(&CheckedPlace) -> i64| certificate.places.iter().map(count).sum();
    let message = Message::Erased {
        erasure: id,
        at: certificate.ordered_at,
        contacts: certificate.contacts,
        erased: sum(|place| place.erased),
        anonymised: sum(|place| place.anonymised),
        remaining: sum(|place| place.remaining),
        complete,
    };
    queue(&mut tx, certificate.ordered_by, &message, now).await?;
    let state = if complete { ErasureState::Complete } else { ErasureState::Incomplete };
    let sql = Sql::new("UPDATE erasure SET state = ").bind(state.tag()).push(", step = ").bind(Step::Free.tag());
    let sql = sql.push(", ended_at = ").bind(now);
    // An incomplete one is run again, and needs them until then.
    let sql = if complete { sql.push(", identifiers = NULL") } else { sql };
    tx.execute(sql.push(" WHERE id = ").bind(id)).await?;
    tx.commit().await?;
    privacy.outbox.wake();
    Ok(())
}

async fn second_scan(privacy: &Privacy, unfinished: &Unfinished) -> Result<Outcome> {
    let Unfinished { decided, identifiers, .. } = unfinished;
    let kept: BTreeSet<MentionSource> = decided.kept.iter().map(|kept| kept.source).collect();
    let mut tx = privacy.store.snapshot().await?;
    let hits = scan(&privacy.store, &mut tx, identifiers).await?;
    let uploads = files::uploads(&mut tx).await?;
    drop(tx);
    let mut outcome = Outcome::default();
    let mut left: BTreeSet<MentionSource> = BTreeSet::new();
    let mut found: BTreeMap<(Place, String), BTreeSet<i64>> = BTreeMap::new();
    for hit in hits {
        match (hit.class, source_of(&hit)) {
            (Class::Account, _) => drop(outcome.accounts.insert((hit.table.name, hit.key))),
            (Class::Definition, _) => drop(outcome.definitions.insert((hit.table.name, hit.key))),
            (_, Some(source)) if kept.contains(&source) => drop(left.insert(source)),
            (_, source) => {
                let place = source.map_or(hit.table.place, place_of);
                let column = format!("{}.{}", hit.table.name, hit.column);
                let row = source.map_or_else(|| (hit.table.name.to_owned(), hit.key), |source| (source.to_string(), 0));
                outcome.unsettled.entry(place).or_default().insert(row);
                found.entry((place, column)).or_default().insert(hit.key);
            }
        }
    }
    let mut files = count(uploads.len());
    for upload in uploads {
        let source = MentionSource::Import(upload.import);
        if files::mention_in(&upload.path, identifiers).await?.is_none() {
            continue;
        }
        if kept.contains(&source) {
            left.insert(source);
        } else {
            outcome.unsettled.entry(Place::ImportFiles).or_default().insert((source.to_string(), 0));
            found.entry((Place::ImportFiles, "imports".to_owned())).or_default().insert(upload.import.0);
        }
    }
    if let Some(folder) = &privacy.mail_folder {
        let (mentions, searched) = files::files_that_mention(folder, identifiers).await?;
        files += searched;
        for (number, _) in (0..).zip(&mentions) {
            outcome.unsettled.entry(Place::MailFiles).or_default().insert(("mail".to_owned(), number));
            found.entry((Place::MailFiles, "mail".to_owned())).or_default().insert(number);
        }
    }
    let [addresses, phones, names] = identifiers.counts();
    let hit =
        |((place, column), keys): ((Place, String), BTreeSet<i64>)| ScanHit { place, column, count: count(keys.len()) };
    outcome.scan = SecondScan {
        columns: count(columns()),
        files,
        addresses,
        phones,
        names,
        hits: found.into_iter().map(hit).collect(),
        left_out: count(left.len()),
    };
    Ok(outcome)
}

fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}
