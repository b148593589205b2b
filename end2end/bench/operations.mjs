// Deleting and restoring through HTTP against the bare SQL, and the response times of other users meanwhile.
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { allContactsExcept, confirm, preview, send, signIn, undo } from "../client.mjs";
import { fill, serve } from "../server.mjs";
import { bare } from "./bare.mjs";
import { quantile } from "./load.mjs";
import { tell } from "./tell.mjs";

/** The number of measurements of each size, of which the median counts. */
const times = (n) => (n <= 10_000 ? 5 : n <= 100_000 ? 3 : 1);
const middle = (values) => quantile(values, 0.5);

/** Seconds from `begin`, which starts an operation, to its end. */
async function timed(db, begin) {
  const start = performance.now();
  const operation = await begin();
  while ((await db.all(`SELECT state FROM operation WHERE id = ${operation}`))[0][0] !== "done") await sleep(5);
  return { operation, seconds: (performance.now() - start) / 1000 };
}

/** The first `n` contacts by id. Of all contacts one stays, so that another user can edit it. */
function selection(n, many, kept) {
  return n === many ? allContactsExcept([kept]) : { Records: Array.from({ length: n }, (_, index) => index + 1) };
}

async function speed(database, db, server, cookie, many, kept) {
  const seconds = {};
  for (const n of [many / 1000, many / 100, many / 10, many]) {
    const which = n === many ? `object_id = 1 AND id <> ${kept}` : `id <= ${n}`;
    const [bareDelete, bareRestore, deletes, undos] = [[], [], [], []];
    for (let time = 0; time < times(n); time++) {
      const { deleting, restoring } = await db.deleteAndRestore(which);
      bareDelete.push(deleting);
      bareRestore.push(restoring);
      const last = await db.number("SELECT max(id) FROM operation");
      const shown = await preview(server.url, cookie, selection(n, many, kept));
      const deleted = await timed(db, () => confirm(server.url, cookie, shown, n));
      deletes.push(deleted.seconds);
      undos.push((await timed(db, () => undo(server.url, cookie, deleted.operation))).seconds);
      await db.forget(last);
    }
    tell("delete", database, n, middle(deletes), "s", middle(bareDelete));
    tell("undo", database, n, middle(undos), "s", middle(bareRestore));
    seconds[n] = { delete: middle(deletes), undo: middle(undos) };
  }
  for (const kind of ["delete", "undo"]) {
    tell(`${kind}-growth`, database, many, seconds[many][kind] / seconds[many / 100][kind], "times", 100);
  }
}

/** Opening the dialog for all contacts. */
async function dialog(database, server, cookie, many, kept) {
  const all = [];
  for (let time = 0; time < 5; time++) all.push((await preview(server.url, cookie, selection(many, many, kept))).ms);
  tell("dialog", database, many, middle(all), "ms");
}

/** Repeats a request while `going` holds. Gives the milliseconds of each. */
async function every(pause, going, ask) {
  const agent = new Agent({ keepAlive: true });
  const taken = [];
  while (going()) {
    const { ms, status } = await ask(agent, taken.length);
    if (status !== 200) throw new Error(`another user was answered with ${status}`);
    taken.push(ms);
    await sleep(pause);
  }
  agent.destroy();
  return taken;
}

/** Another user's edits and index pages, during a deletion of all contacts and without one; and the server's memory. */
async function meanwhile(database, db, data, many, kept) {
  const server = await serve(data);
  try {
    const cookie = await signIn(server.url, data.signIns.admin);
    const other = await signIn(server.url, data.signIns.dario);
    const [[owner, key, properties]] = await db.all(`SELECT owner_id, unique_key, properties FROM record WHERE id = ${kept}`);
    let version = await db.number(`SELECT version FROM record WHERE id = ${kept}`);
    const edit = async (agent, turn) => {
      const values = { ...JSON.parse(properties), email: key, city: `City ${turn}` };
      const order = { object: "contacts", editing: [kept, version], input: { values, secondary_keys: "", owner } };
      const answer = await send(`${server.url}/api/records/save`, { cookie: other, agent, json: { order } });
      if (answer.body[0] !== 0) throw new Error("an edit was refused");
      version += 1;
      return answer;
    };
    const page = (agent) => send(`${server.url}/contacts`, { cookie: other, agent });
    const watch = (going) => Promise.all([every(50, going, edit), every(20, going, page)]);

    const end = performance.now() + 10_000;
    const quiet = await watch(() => performance.now() < end);
    const last = await db.number("SELECT max(id) FROM operation");
    const shown = await preview(server.url, cookie, selection(many, many, kept));
    let done = false;
    const deleting = timed(db, () => confirm(server.url, cookie, shown, many)).finally(() => (done = true));
    const busy = await watch(() => !done);
    const { operation, seconds } = await deleting;
    for (const [index, name] of ["edit", "index"].entries()) {
      tell(`${name}-p99-meanwhile`, database, many, quantile(busy[index], 0.99), "ms", quantile(quiet[index], 0.99));
    }
    tell("delete-meanwhile", database, many, seconds, "s");
    const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
    tell("delete-peak-memory", database, many, Number(status.match(/VmHWM:\s+(\d+)/)[1]) / 1024, "MiB");
    await timed(db, () => undo(server.url, cookie, operation));
    await db.forget(last);
  } finally {
    await server.stop();
  }
}

/** Deleting, and undoing it, of a thousandth, a hundredth, a tenth and all of `many` contacts. */
export async function operations(database, many) {
  const data = await fill({ database, contacts: many + 1, trash: 0, postgresFlags: ["--durable"] });
  let db;
  try {
    db = await bare(data.address);
    // A contact that another user may edit.
    const kept = await db.number(
      `SELECT max(record.id) FROM record JOIN app_user ON app_user.id = owner_id WHERE email = '${data.signIns.dario.email}'
       AND object_id = 1 AND unique_key IS NOT NULL`,
    );
    const server = await serve(data);
    try {
      const cookie = await signIn(server.url, data.signIns.admin);
      await dialog(database, server, cookie, many, kept);
      await speed(database, db, server, cookie, many, kept);
    } finally {
      await server.stop();
    }
    await meanwhile(database, db, data, many, kept);
  } finally {
    await db?.close();
    await data.remove();
  }
}
