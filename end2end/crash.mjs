// Crash test: kills the server at random moments of a large deletion, of its undo, of the undo of a deletion with its children
// and of a purge, and starts it again on the same database until each operation has ended. No record may be lost or changed twice, and every count must be exact.
//
//   node end2end/crash.mjs [kills] [contacts]
//
// The kills are repeated on SQLite, on PostgreSQL, and on PostgreSQL with two servers: there the server that executes the
// operation is killed each time, and the other one resumes it. Half of the contacts are in the trash from the beginning:
// they are what is purged. The run prints its seed; SEED=… repeats the moments of an earlier run.
import { setTimeout as sleep } from "node:timers/promises";
import { allContactsExcept, confirm, deleteWithCascade, preview, previewPurge, purge, restore, signIn, undo } from "./client.mjs";
import { everything, exactOperation, exactPages, exactTotals, verifiedAudit, sameRecords } from "./crash/check.mjs";
import { copy, fill, serve } from "./server.mjs";
import { open } from "./sql.mjs";

const KILLS = Number(process.argv[2] ?? 5);
const CONTACTS = Number(process.argv[3] ?? 400_000);
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 32));

// The test sends more requests at once than the rate limit of one client allows.
process.env.REPRIEVE_REQUESTS_PER_SECOND ??= "0";

/** Contacts that the sample data puts into the trash. They must stay unchanged until the trash is purged. */
const TRASHED = CONTACTS / 2;
/** Contacts that the selection excludes. They must stay unchanged throughout, as must the records of other objects. */
const EXCLUDED = "id % 1000 < 2";
/** Secondary keys, associations and versions, which the sample data lacks: for some of all contacts, and for excluded ones. */
const MORE = `
  INSERT INTO secondary_key (record_id, object_id, key, position)
    SELECT id, object_id, 'further' || id || '@example.com', 1 FROM record WHERE (id + 1) % 10 < 3;
  INSERT INTO association (from_id, from_object, to_id, to_object, label)
    SELECT one.id, one.object_id, other.id, other.object_id, 'knows' FROM record AS one JOIN record AS other ON other.id = one.id + 1 WHERE (one.id + 1) % 10 < 3;
  UPDATE record SET version = 2 WHERE (id + 1) % 10 < 3;
  INSERT INTO record_version (record_id, version, created_at, actor_id, surface, changes)
    SELECT id, 2, updated_at, created_by_id, 'record_page', '[]' FROM record WHERE version = 2`;
/** The object whose records are deleted together with the contacts that they are associated with. */
const CASCADE = "emails";
/** Contacts of the set that another operation deletes or restores at the same time. */
const BESIDE = 5;
/** More records than a killed server can still have handed to the database: progress beyond it is that of another server. */
const TWO_CHUNKS = 10_000;
/** The share of the kills' timeline that comes before the first record, while the frozen set is written. */
const AHEAD = 0.1;
/** In milliseconds. The lease of a killed server and an incomplete frozen set expire well before. */
const PATIENCE = 120_000;

if (TRASHED <= TWO_CHUNKS) throw new Error(`needs more than ${2 * TWO_CHUNKS} contacts`);

const phases = {
  delete: {
    did: "Deleted",
    begin: async (site, set) => {
      const shown = await site.ask((url) => preview(url, site.cookie, allContactsExcept(site.excluded)));
      return site.ask((url) => confirm(url, site.cookie, shown, set.length));
    },
    /** Deletes the last records of the set by themselves. Refused if they are in the trash already. */
    meanwhile: async (site, set) => {
      const last = set.slice(-BESIDE);
      const shown = await site.ask((url) => preview(url, site.cookie, { Records: last }));
      await site.ask((url) => confirm(url, site.cookie, shown, BESIDE));
    },
    concerns: (id, deletion, site) => deletion === 0 && !site.excluded.includes(id),
    becomes: (operation) => operation,
    besides: (other) => other,
    counted: (operation) => `(SELECT count(*) FROM record WHERE deletion = ${operation})`,
  },
  undo: {
    did: "Restored",
    begin: (site) => site.ask((url) => undo(url, site.cookie, site.deletion)),
    meanwhile: () => {},
    concerns: (_, deletion, site) => deletion === site.deletion,
    becomes: () => 0,
    counted: () => "(total - (SELECT count(*) FROM record WHERE deletion = operation.undoes_operation_id))",
  },
  undoCascade: {
    did: "Restored",
    begin: (site) => site.ask((url) => undo(url, site.cookie, site.deletion)),
    meanwhile: () => {},
    concerns: (_, deletion, site) => site.deletions.includes(deletion),
    becomes: () => 0,
    counted: () => "(total - (SELECT count(*) FROM record WHERE deletion = operation.undoes_operation_id))",
    /** The first kill comes when the parent has ended and its child has not. */
    first: (site, set, deletions) => set.filter((id) => deletions.get(id) === site.deletion).length / set.length,
  },
  purge: {
    did: "Permanently deleted",
    begin: async (site, set) => {
      const shown = await site.ask((url) => previewPurge(url, site.cookie));
      return site.ask((url) => purge(url, site.cookie, shown, set.length, site.data.signIns.admin));
    },
    /** Restores the last records of the set, unless they are purged already. */
    meanwhile: (site, set) => site.ask((url) => restore(url, site.cookie, set.slice(-BESIDE))),
    concerns: (_, deletion) => deletion !== 0,
    becomes: () => undefined,
    besides: () => 0,
    counted: (operation) =>
      `(SELECT count(*) FROM operation_item WHERE operation_id = ${operation} AND record_id NOT IN (SELECT id FROM record))`,
  },
};

let state = SEED;
/** A number below 1 by Mulberry32: the same sequence for the same seed. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let value = Math.imul(state ^ (state >>> 15), 1 | state);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
}

async function until(what, look) {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > deadline) throw new Error(`this did not happen: ${what()}`);
    await sleep(5);
  }
}

/** The servers over one database. */
class Site {
  servers = [];

  constructor(data, size) {
    this.data = data;
    this.size = size;
    this.db = open(data.address);
  }

  /** Starts servers until there are as many as there should be. */
  async start(size = this.size) {
    while (this.servers.length < size) this.servers.push({ ...(await serve(this.data)), lease: "" });
  }

  async kill(server) {
    this.servers = this.servers.filter((other) => other !== server);
    await server.stop("SIGKILL");
  }

  /** Repeats a request until a running server has answered it, as a client does that lost the answer. */
  async ask(question) {
    let why = "no server";
    const { answer } = await until(() => `an answer: ${why}`, async () => {
      this.asked = this.servers[0];
      if (!this.asked) return undefined;
      return question(this.asked.url).then((answer) => ({ answer }), (error) => ((why = error), undefined));
    });
    return answer;
  }

  /**
   * Progress of the operations under test that began after operation `since`, one or a parent and its child: below 0 the set
   * is being frozen, at 1 all have ended. The id, state and lease are those of the first that has not ended.
   */
  async progress(since) {
    const rows = await this.db.all(
      `SELECT id, state, lease_owner, done + skipped, total, CASE state WHEN 'preparing' THEN
       (SELECT count(*) FROM operation_item WHERE operation_id = operation.id) END
       FROM operation WHERE id > ${since} AND total > ${BESIDE} ORDER BY id`,
    );
    if (rows.length === 0) return { part: -AHEAD };
    const sum = (column) => rows.reduce((all, row) => all + Number(row[column]), 0);
    const [id, state, lease] = rows.find(([, state]) => state !== "done") ?? rows.at(-1);
    const [seen, total, written] = [sum(3), sum(4), sum(5)];
    const part = { preparing: AHEAD * (written / total - 1), running: Math.min(seen / total, 0.999) }[state] ?? 1;
    return { id: Number(id), state, lease, seen, part, ids: rows.map(([id]) => Number(id)) };
  }

  async stop() {
    for (const server of this.servers) await server.stop();
    await this.db.close();
    await this.data.remove();
  }
}

/** Kills the server that executes an operation and waits until another resumes it. Gives the seconds that took. */
async function kill(site, phase, since, at) {
  // The server with this lease, or else the one whose lease is not known yet.
  const working = (lease) => site.servers.find((server) => server.lease === lease);
  const worker = (at.state === "preparing" ? site.asked : working(at.lease) ?? working("")) ?? site.servers[0];
  const begin = performance.now();
  await site.kill(worker);
  const [row] = await site.db.all(`SELECT done, ${phase.counted(at.id, site)} FROM operation WHERE id = ${at.id}`);
  if (row && row[0] !== row[1]) throw new Error(`${row[0]} records are counted as done, but ${row[1]} are`);
  await site.start(1);
  const next = await until(() => `operation ${at.id} is resumed`, async () => {
    const now = await site.progress(since);
    // A batch that the killed server had handed to the database can still be committed.
    const further = now.part > at.part && now.lease !== at.lease;
    return (now.part === 1 || now.id > at.id || further || now.seen > at.seen + TWO_CHUNKS) && now;
  });
  site.servers[0].lease = next.lease;
  await site.start();
  return (performance.now() - begin) / 1000;
}

/** Runs one operation with `kills` kills and checks all of it. Gives how many kills hit it: a fast one can end before. */
async function run(site, name, kills) {
  const phase = phases[name];
  const before = site.found ?? (await everything(site.db));
  const set = [...before.deletions].filter(([id, deletion]) => phase.concerns(id, deletion, site)).map(([id]) => id);
  const since = Math.max(...(await site.db.all("SELECT max(id) FROM operation")).flat().map(Number));
  const moments = Array.from({ length: kills }, () => random() * (0.9 + AHEAD) - AHEAD);
  if (phase.first && kills > 0) moments[0] = phase.first(site, set, before.deletions);
  moments.sort((one, two) => one - two);
  const begun = phase.begin(site, set).then(async (operation) => {
    await phase.meanwhile(site, set);
    return operation;
  });
  let hits = 0;
  const killing = (async () => {
    for (const moment of moments) {
      await until(() => `the operation after ${since} progresses`, async () => {
        const { id, part } = await site.progress(since);
        return id && part >= moment;
      });
      const pause = random() * 80;
      if (moment < 0.9) await sleep(pause);
      const at = await site.progress(since);
      if (!at.id || at.part === 1) continue;
      const seconds = await kill(site, phase, since, at);
      hits += 1;
      console.log(`  ${name}: killed at ${at.seen} of ${set.length}, ${at.state}; resumed after ${seconds.toFixed(1)} s`);
    }
  })();
  const [operation] = await Promise.all([begun, killing]);
  let last = -1;
  while (last < 1) {
    last = await until(() => `operation ${operation} progresses beyond ${last}`, async () => {
      const { part } = await site.progress(since);
      return part > last && part;
    });
  }
  const { ids: operations } = await site.progress(since);
  // Read from the database, because the answer to the other operation may have been lost.
  const changed = await site.db.all(
    `SELECT record_id, operation_id FROM operation_item WHERE operation_id > ${since} AND operation_id NOT IN (${operations}) AND outcome IS NULL`,
  );
  const beside = new Map(changed.map(([id, other]) => [Number(id), phase.besides(Number(other))]));
  const expected = new Map(before.deletions);
  for (const id of set) {
    const deletion = beside.get(id) ?? phase.becomes(operation);
    if (deletion === undefined) expected.delete(id);
    else expected.set(id, deletion);
  }
  // The next operation begins with the same: nothing happens in between.
  site.found = await everything(site.db);
  sameRecords(site.found, expected, before);
  // Of a parent and its child, each has the records of one deletion.
  for (const id of operations) {
    const [[undoes]] = await site.db.all(`SELECT undoes_operation_id FROM operation WHERE id = ${id}`);
    const own = operations.length === 1 ? set : set.filter((record) => before.deletions.get(record) === Number(undoes));
    await exactOperation(site.db, id, own, id === operation ? beside.size : 0);
    await verifiedAudit(site.db, site.data.address, id);
  }
  await exactTotals(site.db);
  const done = set.length - beside.size;
  const others = new Set((await site.db.all("SELECT id FROM record WHERE object_id <> 1")).flat().map(Number));
  const contacts = set.filter((id) => !others.has(id)).length - beside.size;
  await exactPages(site.servers[0].url, site.cookie, expected, others.size, operation, phase.did, contacts, beside.size);
  const wanted = name === "undoCascade" ? site.deletions.length : 1;
  if (operations.length !== wanted) throw new Error(`${operations.length} operations came of one confirmation, not ${wanted}`);
  if (name === "delete") site.deletion = operation;
  console.log(`  ${name}: ${done} done and ${beside.size} skipped of ${set.length}, each once; ${hits} kills`);
  return hits;
}

/** Deletes all contacts together with their e-mails, without a kill: what the next phase undoes. */
async function deleteCascade(site) {
  const [[since]] = await site.db.all("SELECT max(id) FROM operation");
  const excluded = (await site.db.all(`SELECT id FROM record WHERE deletion IS NULL AND object_id = 1 AND ${EXCLUDED}`)).flat();
  site.deletion = await site.ask((url) => deleteWithCascade(url, site.cookie, excluded, CASCADE));
  await until(() => `deletion ${site.deletion} ends`, async () => (await site.progress(since)).part === 1);
  site.deletions = (await site.progress(since)).ids;
  if (site.deletions.length !== 2) throw new Error(`${site.deletions.length} deletions, not a parent and a child`);
  site.found = await everything(site.db);
}

/** Runs all phases over a copy of a database. Gives how many kills hit. */
async function life(filled, size, kills) {
  const site = new Site(await copy(filled), size);
  try {
    await site.start();
    site.cookie = await signIn(site.servers[0].url, site.data.signIns.admin);
    site.excluded = (await site.db.all(`SELECT id FROM record WHERE deletion IS NULL AND (${EXCLUDED} OR object_id <> 1)`)).flat().map(Number);
    // Kills that came after the end of an operation are left to the next.
    let hits = await run(site, "delete", Math.ceil(kills / 4));
    hits += await run(site, "undo", Math.ceil((kills - hits) / 3));
    await deleteCascade(site);
    hits += await run(site, "undoCascade", Math.ceil((kills - hits) / 2));
    return hits + (await run(site, "purge", kills - hits));
  } finally {
    await site.stop();
  }
}

console.log(`seed ${SEED} (SEED=${SEED} node end2end/crash.mjs ${KILLS} ${CONTACTS} repeats this run)`);
for (const [database, sizes] of [["sqlite", [1]], ["postgres", [1, 2]]]) {
  const filled = await fill({ database, contacts: CONTACTS, trash: TRASHED });
  try {
    const db = open(filled.address);
    await db.run(MORE);
    // Statistics are copied with the tables. In a copy, autovacuum would analyze only what changes.
    if (!db.sqlite) await db.run("ANALYZE");
    await db.close();
    for (const size of sizes) {
      const begin = performance.now();
      const name = `${database}, ${size === 1 ? "one server" : "two servers"}`;
      console.log(name);
      let hits = 0;
      while (hits < KILLS) {
        const more = await life(filled, size, KILLS - hits);
        if (more === 0) throw new Error("every operation was too fast for a kill");
        hits += more;
      }
      console.log(`${name}: ${hits} kills, nothing lost, nothing twice, counts exact; ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    }
  } finally {
    await filled.remove();
  }
}
