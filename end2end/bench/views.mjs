// Views with all kinds of filters and sorts, boards, and record pages with a long timeline.
import { Agent } from "node:http";
import { send, signIn } from "../client.mjs";
import { fill, serve } from "../server.mjs";
import { open } from "../sql.mjs";
import { quantile } from "./load.mjs";
import { tell } from "./tell.mjs";

const DEALS = 100_000;
const ACTIVITIES = 1_000;

/** Each view's address, and its limit of p50 in milliseconds with a million contacts. */
const VIEWS = {
  "filter-indexed": ["/contacts?f=company.is.Lumen%20Srl", 10],
  "filter-indexed-few": ["/contacts?f=phone.starts.%2B39%2006%20555%20012", 10],
  "filter-owner": ["/contacts?f=%2Bowner.is.me", 10],
  "filter-unindexed": ["/contacts?f=city.is.Torino", 1_500],
  "filter-unindexed-none": ["/contacts?f=city.is.Nowhere", 1_500],
  "filter-sorted": ["/contacts?f=company.is.Lumen%20Srl&sort=updated&dir=desc", 10],
  searched: ["/contacts?q=moretti", 30],
  "sort-indexed": ["/contacts?sort=company", 10],
  "sort-updated": ["/contacts?sort=updated&dir=desc", 10],
  "sort-unindexed": ["/contacts?sort=city", 1_500],
  "columns-ten": ["/contacts?size=100&cols=first_name.last_name.%2Bkey.phone.company.job_title.city.lifecycle.%2Bowner", 30],
  board: ["/deals/board", 30],
  "board-filtered": ["/deals/board?f=amount.gt.20000", 1_500],
};

/**
 * Sends requests one after the other for three seconds, at least 5 and at most 300, after a warm-up of one second and at least
 * three requests: each connection to PostgreSQL plans a query a few times before it keeps the plan.
 */
async function times(url, cookie) {
  const agent = new Agent({ keepAlive: true });
  const ask = async (seconds, least, most) => {
    const taken = [];
    const end = performance.now() + seconds * 1_000;
    while (taken.length < least || (taken.length < most && performance.now() < end)) {
      const { ms, status } = await send(url, { agent, cookie });
      if (status !== 200) throw new Error(`${url}: ${status}`);
      taken.push(ms);
    }
    return taken;
  };
  await ask(1, 3, Infinity);
  const taken = await ask(3, 5, 300);
  agent.destroy();
  return taken;
}

/** SQL of a table with the numbers from 1 to `count`, by database. */
const numbers = (db, count) =>
  db.sqlite
    ? `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
    : `WITH n AS (SELECT i FROM generate_series(1, ${count}) AS i)`;

/** Adds deals, and activities to a contact. Gives the address of that contact. */
async function prepare(address) {
  const db = open(address);
  const number = async (sql) => Number((await db.all(sql))[0][0]);
  const json = (text) => (db.sqlite ? text : `CAST(${text} AS JSONB)`);
  const insert = (first, object, name, properties, stage, count) =>
    db.run(
      `${numbers(db, count)} INSERT INTO record (id, object_id, name, name_normalized, owner_id, properties, created_at, created_by_id,
       created_surface, updated_at, stage_id) SELECT ${first} + i, ${object}, '${name} ' || i, '${name.toLowerCase()} ' || i, 1 + i % 3,
       ${json(properties)}, 1790000000000000 + i, 1, 'demo', 1790000000000000 + i, ${stage} FROM n`,
    );
  const lacking = DEALS - (await number("SELECT count(*) FROM record WHERE object_id = 3"));
  let last = await number("SELECT max(id) FROM record");
  if (lacking > 0) {
    const deal = `'{"name": "Deal ' || i || '", "amount": "' || i || '.00 EUR", "close_date": "2026-11-04"}'`;
    await insert(last, 3, "Deal", deal, "1 + i % 5", lacking);
    last += lacking;
  }
  const contact = await number("SELECT min(id) FROM record WHERE object_id = 1 AND deletion IS NULL");
  await insert(last, 8, "Note", `'{"body": "Note ' || i || '", "at": "2026-11-04T10:00:00Z"}'`, "NULL", ACTIVITIES);
  await db.run(`INSERT INTO association (from_id, from_object, to_id, to_object, label) SELECT ${contact}, 1, id, 8, '' FROM record WHERE id > ${last}`);
  await db.run(db.sqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "VACUUM (ANALYZE)");
  await db.close();
  return `/contacts/${contact}`;
}

/** p50 and p99 of each view with 10,000, 100,000 and `many` contacts. */
export async function views(database, many) {
  for (const n of [...new Set([10_000, 100_000, many])].filter((n) => n <= many)) {
    const data = await fill({ database, contacts: n, trash: 0, postgresFlags: ["--durable"] });
    try {
      const record = await prepare(data.address);
      const server = await serve(data);
      try {
        const cookie = await signIn(server.url, data.signIns.admin);
        for (const [name, [path, target]] of Object.entries({ ...VIEWS, record: [record, 15] })) {
          const taken = await times(server.url + path, cookie);
          tell(`${name}-p50`, database, n, quantile(taken, 0.5), "ms", target);
          tell(`${name}-p99`, database, n, quantile(taken, 0.99), "ms");
        }
      } finally {
        await server.stop();
      }
    } finally {
      await data.remove();
    }
  }
}
