// Servers for tests and benches: each on a free port, over a database of its own (a SQLite file in a temporary folder or a
// database of a private PostgreSQL) that is filled with sample data. `stop` ends a server and removes its database.
import { execFile, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { open } from "./sql.mjs";

const execute = promisify(execFile);

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const program = join(root, "target", "release", "reprieve");

/** The path of the browser. The headless build comes first: it needs half of the processor time, because it draws no window. */
export function chromium() {
  const found = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!found) throw new Error("no Chromium on this machine: make test installs it");
  return found;
}

export const chromiumFlags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** The first line of a process's output that matches the pattern, or an error with all of its output. */
async function line(child, pattern) {
  let said = "";
  child.stderr?.on("data", (data) => (said += data));
  for await (const text of createInterface({ input: child.stdout })) {
    said += text + "\n";
    const found = text.match(pattern);
    if (found) return found;
  }
  throw new Error(`ended before it said ${pattern}:\n${said}`);
}

/** Starts a private PostgreSQL. */
export async function postgres(...flags) {
  const child = spawn(join(root, "end2end", "postgres.sh"), flags, { stdio: ["pipe", "pipe", "pipe"] });
  const [address] = await line(child, /^postgres:.*/);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { address, stop: async () => { child.stdin.end(); await ended; } };
}

/** Runs statements in the maintenance database of a cluster. */
async function maintain(address, sql) {
  const db = open(new URL("/template1", address).href);
  await db.run(sql);
  await db.close();
}

let databases = 0;

/** Adds a database to a cluster: an empty one, or a copy of another to which no connection is open. */
async function addDatabase(address, template) {
  const name = `database_${(databases += 1)}`;
  await maintain(address, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${template}` : ""}`);
  return {
    address: new URL(`/${name}`, address).href,
    // A query of a killed server may still run in it.
    drop: () => maintain(address, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/**
 * A new database with sample data, and the e-mail and password of each user in it. On PostgreSQL it is made in the given
 * cluster, or else in a cluster of its own.
 */
export async function fill({ database, contacts = 120, trash, cluster, postgresFlags = [], program: run = program }) {
  const folder = mkdtempSync(join(tmpdir(), "reprieve-e2e-"));
  const own = database === "postgres" && !cluster ? await postgres(...postgresFlags) : undefined;
  const added = cluster && (await addDatabase(cluster.address));
  const address = own?.address ?? added?.address ?? `sqlite:${join(folder, "reprieve.db")}`;
  const signIns = {};
  if (contacts) {
    const flags = ["--contacts", String(contacts), ...(trash === undefined ? [] : ["--trash", String(trash)])];
    const { stdout } = await execute(run, ["demo", ...flags, "--database", address], { env: { ...process.env, REPRIEVE_LOG: "warn" } });
    for (const [, email, password] of stdout.matchAll(/^sign-in: (\S+) (\S+)/gm)) signIns[email.split("@")[0]] = { email, password };
  }
  const remove = async () => {
    await own?.stop();
    await added?.drop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, folder, signIns, remove };
}

/** A copy of a database to which no connection is open. */
export async function copy({ address, signIns }) {
  const folder = mkdtempSync(join(tmpdir(), "reprieve-e2e-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  if (address.startsWith("sqlite:")) {
    const file = join(folder, "reprieve.db");
    copyFileSync(address.slice("sqlite:".length), file);
    return { address: `sqlite:${file}`, folder, signIns, remove: removeFolder };
  }
  const added = await addDatabase(address, new URL(address).pathname.slice(1));
  const remove = async () => {
    await added.drop();
    removeFolder();
  };
  return { address: added.address, folder, signIns, remove };
}

/** Starts a server on a free port over an existing database; `env` has further settings. */
export async function serve({ address, folder, env = {} }, run = program) {
  const args = [
    "serve", "--listen", "127.0.0.1:0", "--database", address, "--site", join(root, "target", "site"), "--data", join(folder, "data"),
  ];
  const child = spawn(run, args, { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, REPRIEVE_LOG: "warn", ...env } });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const [, url] = await line(child, /^Listening on (\S+)/);
  const stop = async (signal = "SIGTERM") => {
    child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid, stop };
}

/**
 * Starts a server over a new database, or over a copy of a filled one. `database` is sqlite or postgres; stopping the
 * server removes its database.
 */
export async function start({ program: run = program, env, copyOf, ...options }) {
  const data = copyOf ? await copy(copyOf) : await fill({ program: run, ...options });
  const server = await serve({ ...data, env }, run);
  const stop = async () => {
    await server.stop();
    await data.remove();
  };
  return { ...server, signIns: data.signIns, address: data.address, folder: data.folder, stop };
}

/**
 * Waits until the browser's program has hydrated the page, if the page has one. It waits for a selector, because a script
 * would fail in the moment between two pages in which there is no document.
 */
export const hydrated = (page) => page.locator("html:not([data-program]), html[data-hydrated=true]").waitFor({ state: "attached" });
