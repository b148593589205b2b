// Imports.
import { spawn } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgres, program } from "../server.mjs";
import { open } from "../sql.mjs";
import { tell } from "./tell.mjs";

/** Puts so many addresses on the blocklist that no import has. */
async function block(address, folder, many) {
  const key = randomBytes(32);
  writeFileSync(join(folder, "blocklist.key"), key.toString("hex"), { mode: 0o600 });
  // As the engine recognizes the key: see its module `address_key`.
  const check = createHmac("sha256", key).update("check\0").digest("hex");
  const sql = open(address);
  await sql.run(`INSERT INTO blocklist_key (id, check_value, created_at) VALUES (1, '${check}', 1)`);
  await sql.run(
    sql.sqlite
      ? `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${many})
         INSERT INTO blocklist (hash, blocked_at, reason) SELECT lower(hex(randomblob(32))), 1, 'bench' FROM n`
      : `INSERT INTO blocklist (hash, blocked_at, reason)
         SELECT encode(sha256(CAST(CAST(i AS TEXT) AS BYTEA)), 'hex'), 1, 'bench' FROM generate_series(1, ${many}) AS i`,
  );
  await sql.close();
}

async function unblock(address) {
  const sql = open(address);
  await sql.run("DELETE FROM blocklist");
  await sql.run("DELETE FROM blocklist_key");
  await sql.close();
}

/**
 * Imports of 100,000 rows: rows per second and peak memory of the program, and the rate with a blocklist of a million addresses
 * beside that of the imports before and after it, which have none.
 */
export async function importing(database, many) {
  const n = 100_000;
  const folder = mkdtempSync(join(tmpdir(), "reprieve-bench-"));
  const cluster = database === "postgres" ? await postgres("--durable") : undefined;
  const address = cluster?.address ?? `sqlite:${join(folder, "reprieve.db")}`;
  const run = async (args, input) => {
    const child = spawn(program, [...args, "--database", address, "--data", folder], { stdio: ["pipe", "ignore", "inherit"], env: { ...process.env, REPRIEVE_LOG: "warn" } });
    child.stdin.end(input);
    let peak = 0;
    const watch = setInterval(() => {
      try {
        peak = Math.max(peak, Number(readFileSync(`/proc/${child.pid}/status`, "utf8").match(/VmHWM:\s+(\d+)/)?.[1] ?? 0));
      } catch {
        // The import ended between two polls.
      }
    }, 50);
    const [code] = await once(child, "exit");
    clearInterval(watch);
    if (code !== 0) throw new Error(`${args[0]} ended with ${code}`);
    return peak;
  };
  try {
    let files = 0;
    const rate = async () => {
      const name = `n${(files += 1)}`;
      const file = join(folder, `${name}.csv`);
      const stream = createWriteStream(file);
      stream.write("First name,Last name,Email,Phone,Company,City\n");
      for (let row = 0; row < n; row++) stream.write(`Nina,Number ${row},${name}.${row}@example.com,+39 06 ${row},"Firm, ${row % 999}",Roma\n`);
      stream.end();
      await once(stream, "close");
      const begin = performance.now();
      const peak = await run(["import", file]);
      return [n / ((performance.now() - begin) / 1000), peak];
    };
    await run(["create-admin", "--name", "Ada Admin", "--email", "ada@example.com"], "correct horse battery");
    const [first, peak] = await rate();
    tell("import-rate", database, n, first, "rows/s");
    tell("import-peak-memory", database, n, peak / 1024, "MiB");
    const [before] = await rate();
    await block(address, folder, many);
    const [blocked] = await rate();
    await unblock(address);
    const [after] = await rate();
    tell("import-blocklist", database, many, blocked, "rows/s", (before + after) / 2);
  } finally {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
