// Load: the cost of narrow permissions, the throughput of a server, and its behaviour under ten times that load.
import { Agent } from "node:http";
import { readFileSync } from "node:fs";
import { page, send, signIn } from "../client.mjs";
import { start } from "../server.mjs";
import { load, quantile } from "./load.mjs";
import { tell } from "./tell.mjs";

/** Duration of the overload, in milliseconds. */
const OVERLOAD = 60_000;

async function post(url, cookie, path, form) {
  const answer = await send(url + path, { cookie, form });
  if (answer.status !== 302) throw new Error(`${path}: ${answer.status} ${answer.body.toString().slice(0, 300)}`);
  return answer.headers.location;
}

/** Gives a user a role of their own with the given reach on contacts. */
async function narrow(url, admin, name, reach) {
  const role = (await post(url, admin, "/api/roles/copy", { id: 2 })).match(/roles\/(\d+)/)[1];
  // The object with id 1 is contacts.
  const fields = { name: `Bench ${reach}`, right: "export" };
  for (const action of ["view", "edit", "delete"]) fields[`1.${action}`] = reach;
  await post(url, admin, `/settings/roles/${role}`, fields);
  const user = (await page(`${url}/settings/users?q=${name}`, admin)).match(/\/settings\/users\/(\d+)/)[1];
  await post(url, admin, "/api/users/role", { id: user, role });
  return user;
}

/** Sends requests as fast as `clients` can for a while. Gives the number of responses by status. */
async function flood(url, cookie, clients, millis) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const statuses = {};
  const times = [];
  const until = performance.now() + millis;
  let created = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let n = 0; performance.now() < until; n++) {
        // One in twenty creates a contact: those whose creation was confirmed must exist afterwards.
        const form = n % 20 === 0 && { first_name: "Flood", email: `flood-${client}-${n}@example.com` };
        const asked = form ? send(`${url}/contacts/new`, { agent, cookie, form }) : send(`${url}/contacts`, { agent, cookie });
        const { ms, status } = await asked.catch((error) => ({ ms: 0, status: error.code }));
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (form && status === 302) created += 1;
        times.push(ms);
      }
    }),
  );
  agent.destroy();
  return { statuses, created, p99: quantile(times, 0.99), rate: times.length / (millis / 1000) };
}

function resident(pid) {
  return Number(readFileSync(`/proc/${pid}/status`, "utf8").match(/VmRSS:\s+(\d+)/)[1]) / 1024;
}

export async function holding(database, many) {
  const server = await start({ database, contacts: many, trash: 0, postgresFlags: ["--durable"] });
  const { url, signIns } = server;
  try {
    const signing = [];
    let admin;
    for (let n = 0; n < 10; n++) {
      const begin = performance.now();
      admin = await signIn(url, signIns.admin);
      signing.push(performance.now() - begin);
    }
    tell("sign-in", database, 1, quantile(signing, 0.5), "ms");

    const whole = await load(`${url}/contacts`, admin, 400);
    const dario = await narrow(url, admin, "Dario", "owned");
    const mira = await narrow(url, admin, "Mira", "team");
    await post(url, admin, "/api/teams/save", [["form[name]", "Bench"], ["form[members][]", dario], ["form[members][]", mira]]);
    for (const [name, who] of [["owned", signIns.dario], ["team", signIns.mira]]) {
      const { p50 } = await load(`${url}/contacts`, await signIn(url, who), 400);
      tell(`index-${name}-p50`, database, many, p50, "ms", whole.p50);
    }
    for (const clients of [1, 32]) {
      for (const [name, path] of [["index", "/contacts"], ["record", "/contacts/7"]]) {
        const { p99, rate } = await load(url + path, admin, clients === 1 ? 500 : 3_000, clients);
        tell(`${name}-rate-${clients}`, database, many, rate, "1/s");
        tell(`${name}-p99-${clients}`, database, many, p99, "ms");
      }
    }
    tell("resident-after", database, many, resident(server.pid), "MiB");
    const { statuses, created, p99, rate } = await flood(url, admin, 320, OVERLOAD);
    console.log(`  under 320 clients: ${JSON.stringify(statuses)}`);
    const bad = Object.keys(statuses).filter((status) => !["200", "302", "503"].includes(status));
    if (bad.length) throw new Error(`answered with ${bad.join(", ")}`);
    const found = (await page(`${url}/contacts?q=flood`, admin)).match(/([\d,]+) contacts?/)?.[1].replaceAll(",", "");
    if (Number(found) < created) throw new Error(`${created} were made and ${found} are there`);
    tell("overload-rate", database, many, rate, "1/s");
    tell("overload-p99", database, many, p99, "ms");
    tell("overload-made", database, many, Number(found), "", created);
    tell("resident-overload", database, many, resident(server.pid), "MiB");
  } finally {
    await server.stop();
  }
}
