// The figures: `make bench`, or `make bench ONLY=name`. Prints a table and writes one JSON object a line to
// target/bench.jsonl: name, database, n, value, unit, baseline (what it is compared with in the same run, or null), ratio.
// Each load is bounded in requests and goes to this machine's loopback only.
import { spawn } from "node:child_process";
import { createWriteStream, readFileSync, rmSync, writeFileSync, appendFileSync, mkdtempSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { postgres, program, root, start } from "./server.mjs";

const only = process.argv[2] ?? "";
const out = join(root, "target", "bench.jsonl");
const MANY = Number(process.env.BENCH_CONTACTS ?? 1_000_000);
const FEW = 10_000;
if (!only) writeFileSync(out, "");

function tell(name, database, n, value, unit, baseline = null) {
  const ratio = baseline === null ? null : value / baseline;
  appendFileSync(out, JSON.stringify({ name, database, n, value, unit, baseline, ratio }) + "\n");
  const number = (value) => (value === null ? "" : value.toPrecision(4));
  console.log(
    `${name.padEnd(28)} ${String(database ?? "").padEnd(9)} ${String(n).padStart(8)} ${number(value).padStart(10)} ${unit.padEnd(8)}` +
      (ratio === null ? "" : ` ${number(baseline).padStart(10)} ×${ratio.toFixed(2)}`),
  );
}

/** One request: milliseconds until the last byte, and the body. */
function get(agent, url, cookie) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const asked = request(url, { agent, headers: { accept: "text/html", cookie } }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => resolve({ ms: performance.now() - begin, status: answer.statusCode, body: Buffer.concat(pieces) }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** `requests` requests by `clients` at once: p50 and p99 in milliseconds, requests per second. */
async function load(url, cookie, requests, clients = 1) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  for (let warm = 0; warm < 30; warm++) await get(agent, url, cookie);
  const times = [];
  let left = requests;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) {
        const { ms, status } = await get(agent, url, cookie);
        if (status !== 200) throw new Error(`${url}: ${status}`);
        times.push(ms);
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  times.sort((one, two) => one - two);
  return { p50: times[Math.floor(times.length * 0.5)], p99: times[Math.floor(times.length * 0.99)], rate: requests / seconds };
}

async function signIn(server) {
  const { email, password } = server.signIns.admin;
  const answer = await fetch(`${server.url}/api/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: { accept: "text/html" },
    body: new URLSearchParams({ email, password, next: "/" }),
  });
  return answer.headers.get("set-cookie").split(";")[0];
}

/** The address of the page that begins `depth` rows into the view by name. */
async function deepPage(server, cookie, depth) {
  const agent = new Agent({ keepAlive: true });
  let path = "/contacts?size=100";
  for (let row = 0; row < depth; row += 100) {
    const { body } = await get(agent, server.url + path, cookie);
    const next = body.toString().match(/href="([^"]*after=[^"]*)"/g)?.at(-1);
    if (!next) throw new Error("the view is not that deep");
    path = next.slice(6, -1).replaceAll("&amp;", "&");
  }
  agent.destroy();
  return server.url + path.replace("size=100&", "").replace("&size=100", "");
}

/** Index pages with many contacts, half of them in the trash, against few. */
async function index(database) {
  const measured = {};
  for (const n of [FEW, MANY]) {
    const server = await start({ database, contacts: n, trash: n / 2, postgresFlags: ["--durable"] });
    try {
      const cookie = await signIn(server);
      const first = await load(`${server.url}/contacts`, cookie, 500);
      const deep = await load(await deepPage(server, cookie, n / 4), cookie, 500);
      measured[n] = { first, deep };
      if (n === MANY) {
        for (const clients of [1, 16]) {
          const page = await load(`${server.url}/contacts`, cookie, 2_000, clients);
          const bare = await load(`${server.url}/sign-in`, "", 2_000, clients);
          tell(`requests-${clients}-clients`, database, n, page.rate, "1/s", bare.rate);
          tell(`requests-${clients}-clients-p99`, database, n, page.p99, "ms", bare.p99);
        }
      }
    } finally {
      await server.stop();
    }
  }
  for (const place of ["first", "deep"]) {
    for (const figure of ["p50", "p99"]) {
      tell(`index-${place}-${figure}`, database, MANY, measured[MANY][place][figure], "ms", measured[FEW][place][figure]);
    }
  }
}

/** An import of 100,000 rows: rows per second and peak memory of the program. */
async function importing(database) {
  const n = 100_000;
  const folder = mkdtempSync(join(tmpdir(), "reprieve-bench-"));
  const cluster = database === "postgres" ? await postgres("--durable") : undefined;
  const address = cluster?.address ?? `sqlite:${join(folder, "reprieve.db")}`;
  const run = async (args, input) => {
    const child = spawn(program, [...args, "--database", address], { stdio: ["pipe", "ignore", "inherit"], env: { ...process.env, REPRIEVE_LOG: "warn" } });
    child.stdin.end(input);
    let peak = 0;
    const watch = setInterval(() => {
      try {
        peak = Math.max(peak, Number(readFileSync(`/proc/${child.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
      } catch {
        // It has ended between two looks.
      }
    }, 50);
    const [code] = await once(child, "exit");
    clearInterval(watch);
    if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
    return peak;
  };
  try {
    const file = join(folder, "contacts.csv");
    const stream = createWriteStream(file);
    stream.write("First name,Last name,Email,Phone,Company,City\n");
    for (let row = 0; row < n; row++) stream.write(`Nina,Number ${row},n${row}@example.com,+39 06 ${row},"Firm, ${row % 999}",Roma\n`);
    stream.end();
    await once(stream, "close");
    await run(["create-admin", "--name", "Ada Admin", "--email", "ada@example.com"], "correct horse battery");
    const begin = performance.now();
    const peak = await run(["import", file]);
    tell("import-rate", database, n, n / ((performance.now() - begin) / 1000), "rows/s");
    tell("import-peak-memory", database, n, peak / 1024, "MiB");
  } finally {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function size() {
  const { brotli, budget } = JSON.parse(readFileSync(join(root, "target", "site", "size.json"), "utf8"));
  tell("first-load", null, 1, brotli / 1024, "KiB", budget / 1024);
}

const benches = { size, import: importing, index };
for (const [name, bench] of Object.entries(benches)) {
  if (only && only !== name) continue;
  for (const database of bench.length ? ["sqlite", "postgres"] : [undefined]) await bench(database);
}
