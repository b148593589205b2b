// Starts a server of its own for whoever asks: a database in a temporary folder, or in a private PostgreSQL, filled with
// sample data, on a free port. `stop` ends it by its process id and removes what it left.
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { open } from "./sql.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const program = join(root, "target", "release", "reprieve");

export function chromium() {
  const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!found) throw new Error("no Chromium on this machine: make test installs it");
  return found;
}

export const chromiumFlags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** The first line of a process that matches, or an error with all it said. */
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

/** A private PostgreSQL: its address, and a way to end it. */
export async function postgres(...flags) {
  const child = spawn(join(root, "end2end", "postgres.sh"), flags, { stdio: ["pipe", "pipe", "pipe"] });
  const [address] = await line(child, /^postgres:.*/);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  return { address, stop: async () => { child.stdin.end(); await ended; } };
}

/** A new database with sample data: its address, who may sign in, and a way to remove it. */
export async function fill({ database, contacts = 120, trash, postgresFlags = [], program: run = program }) {
  const folder = mkdtempSync(join(tmpdir(), "reprieve-e2e-"));
  const cluster = database === "postgres" ? await postgres(...postgresFlags) : undefined;
  const address = cluster ? cluster.address : `sqlite:${join(folder, "reprieve.db")}`;
  const signIns = {};
  if (contacts) {
    const flags = ["--contacts", String(contacts), ...(trash === undefined ? [] : ["--trash", String(trash)])];
    const said = execFileSync(run, ["demo", ...flags, "--database", address], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, REPRIEVE_LOG: "warn" },
    });
    for (const [, email, password] of said.matchAll(/^sign-in: (\S+) (\S+)/gm)) signIns[email.split("@")[0]] = { email, password };
  }
  const remove = async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { address, folder, signIns, remove };
}

let copies = 0;

/** A copy of a database that nobody is connected to. */
export async function copy({ address, signIns }) {
  const folder = mkdtempSync(join(tmpdir(), "reprieve-e2e-"));
  const forget = () => rmSync(folder, { recursive: true, force: true });
  if (address.startsWith("sqlite:")) {
    const file = join(folder, "reprieve.db");
    copyFileSync(address.slice("sqlite:".length), file);
    return { address: `sqlite:${file}`, folder, signIns, remove: forget };
  }
  const name = `copy_${(copies += 1)}`;
  const run = async (sql) => {
    // PostgreSQL copies only what nobody is connected to.
    const db = open(new URL("/template1", address).href);
    await db.run(sql);
    await db.close();
  };
  await run(`CREATE DATABASE ${name} TEMPLATE ${new URL(address).pathname.slice(1)}`);
  const remove = async () => {
    // What a killed server asked for last may still run.
    await run(`DROP DATABASE ${name} WITH (FORCE)`);
    forget();
  };
  return { address: new URL(`/${name}`, address).href, folder, signIns, remove };
}

/** A server over a database that is there, on a free port; `env` has further settings. */
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

/** A server over a new database. `database` is sqlite or postgres. */
export async function start({ program: run = program, env, ...options }) {
  const data = await fill({ program: run, ...options });
  const server = await serve({ ...data, env }, run);
  const stop = async () => {
    await server.stop();
    await data.remove();
  };
  return { ...server, signIns: data.signIns, address: data.address, folder: data.folder, stop };
}

/**
 * Waits until the program of the browser has taken the page over, where the page has one.
 * By a selector: between two pages there is a moment without a document, in which a script of ours would fail.
 */
export const hydrated = (page) => page.locator("html:not([data-program]), html[data-hydrated=true]").waitFor({ state: "attached" });
