// Checks of the crash test: what must hold when an operation has ended, however often the server was killed. They read the
// database itself and the pages of the server.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { page } from "../client.mjs";
import { program } from "../server.mjs";

/** The operation that deleted each record (0 for none), a fingerprint of all else about each record, and all associations. */
export async function everything(db) {
  const deletions = new Map();
  const prints = new Map();
  const print = (id, row) => prints.set(id, createHash("sha256").update(`${prints.get(id)}|${row}`).digest("base64"));
  // `deletion` comes last, so that it can be cut off the row.
  const columns =
    "id, object_id, name, unique_key, owner_id, stage_id, properties, version, created_at, created_by_id, created_surface, updated_at, deletion";
  await db.run(`SELECT ${columns} FROM record ORDER BY id`, (row) => {
    const end = row.lastIndexOf("|");
    const id = Number(row.slice(0, row.indexOf("|")));
    deletions.set(id, Number(row.slice(end + 1)));
    print(id, row.slice(0, end));
  });
  for (const table of ["secondary_key", "record_version", "record_search"]) {
    let id;
    await db.run(`SELECT * FROM ${table} ORDER BY 1, 2`, (row) => {
      // The search text has several lines, of which only the first begins with the id.
      id = Number(row.match(/^(\d+)\|/)?.[1] ?? id);
      print(id, `${table}|${row}`);
    });
  }
  return { deletions, prints, associations: await db.all("SELECT * FROM association ORDER BY 1, 2") };
}

function same(what, found, expected) {
  if (String(found) !== String(expected)) throw new Error(`${what}: ${found}, but it must be ${expected}`);
}

/** Checks that exactly the expected records exist, each with the expected deletion and otherwise unchanged. */
export function sameRecords(found, expected, before) {
  same("records", found.deletions.size, expected.size);
  same("records with any row left", found.prints.size, expected.size);
  for (const [id, deletion] of expected) {
    same(`the deletion of ${id}`, found.deletions.get(id), deletion);
    same(`all else of ${id}`, found.prints.get(id), before.prints.get(id));
  }
  const both = before.associations.filter(([from, to]) => expected.has(Number(from)) && expected.has(Number(to)));
  same("associations", found.associations.length, both.length);
  both.forEach((row, index) => same("an association", found.associations[index], row));
}

/** Checks that an operation has each record of its set once and that its counts are exact. */
export async function exactOperation(db, operation, set, skipped) {
  const [[state, total, done, left]] = await db.all(`SELECT state, total, done, skipped FROM operation WHERE id = ${operation}`);
  same("state", state, "done");
  same("total", total, set.length);
  same("done", done, set.length - skipped);
  same("skipped", left, skipped);
  const items = [];
  await db.run(`SELECT record_id FROM operation_item WHERE operation_id = ${operation} ORDER BY record_id`, (id) => items.push(Number(id)));
  same("items", items.length, set.length);
  set.forEach((id, index) => same("an item", items[index], id));
  const [[outcomes]] = await db.all(`SELECT count(outcome) FROM operation_item WHERE operation_id = ${operation}`);
  same("items with an outcome of their own", outcomes, skipped);
}

/** Checks that no unfinished operation is left and that the stored totals equal a count of the records. */
export async function exactTotals(db) {
  const [[open]] = await db.all("SELECT count(*) FROM operation WHERE state <> 'done'");
  same("operations that are not done", open, 0);
  const [[lost]] = await db.all("SELECT count(*) FROM operation_item WHERE operation_id NOT IN (SELECT id FROM operation)");
  same("items of no operation", lost, 0);
  const counted = await db.all(
    `SELECT object_id, coalesce(owner_id, 0), count(*) FILTER (WHERE deletion IS NULL), count(*) FILTER (WHERE deletion IS NOT NULL)
     FROM record GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const kept = await db.all(
    "SELECT object_id, owner_id, active, trashed FROM record_count WHERE active <> 0 OR trashed <> 0 ORDER BY 1, 2",
  );
  same("totals", kept.join(" "), counted.join(" "));
  if (db.sqlite) same("integrity", await db.all("PRAGMA integrity_check"), "ok");
}

/** Checks the numbers on the pages. `others` is the number of records of other objects, which are all active. */
export async function exactPages(url, cookie, deletions, others, operation, did, done, skipped) {
  const number = async (path, pattern) => {
    const text = await page(url + path, cookie);
    return (text.match(pattern)?.[1] ?? "no number").replaceAll(",", "");
  };
  const deleted = [...deletions.values()].filter((deletion) => deletion !== 0).length;
  same("the index", await number("/contacts", /<h1>Contacts<\/h1>\s*<span class="muted num">([\d,]+)</), deletions.size - others - deleted);
  // An empty trash has no pages to count.
  same("the trash", await number("/trash", /<span class="num">[\d,]+–[\d,]+ of ([\d,]+)</), deleted || "no number");
  const receipt = `/operations/${operation}`;
  same("the receipt", await number(receipt, new RegExp(`<dt>${did}</dt>\\s*<dd>([\\d,]+)<`)), done);
  same("the receipt", await number(receipt, /<dt>Skipped<\/dt>\s*<dd>([\d,]+)</), skipped);
}

/** Checks that the audit has one begin and one end of an operation and that its hash chain is intact. */
export async function verifiedAudit(db, address, operation) {
  for (const kind of ["operation_begun", "operation_ended"]) {
    const of = `kind = '${kind}' AND CAST(details ->> 'operation' AS BIGINT) = ${operation}`;
    const [[events]] = await db.all(`SELECT count(*) FROM audit_event WHERE ${of}`);
    same(`${kind} in the audit`, events, 1);
  }
  execFileSync(program, ["audit", "verify", "--database", address], { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, REPRIEVE_LOG: "warn" } });
}
