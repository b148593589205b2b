// Imports.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { postgres, program } from "../server.mjs";
import { tell } from "./tell.mjs";

/** An import of 100,000 rows: rows per second and peak memory of the server. */
export async function importing(database) {
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
        // The import ended between two polls.
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
