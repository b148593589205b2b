// Benchmarks: `make bench`, or `make bench ONLY=name`. Prints a table and writes one JSON object per line to
// target/bench.jsonl: name, database, n, value, unit, baseline (what it is compared with in the same run, or null), ratio.
// Each load has a bounded number of requests and stays on the loopback. BENCH_CONTACTS=… runs them with fewer contacts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holding } from "./bench/holding.mjs";
import { home } from "./bench/home.mjs";
import { importing } from "./bench/import.mjs";
import { index } from "./bench/index.mjs";
import { operations } from "./bench/operations.mjs";
import { search } from "./bench/search.mjs";
import { begin, tell } from "./bench/tell.mjs";
import { root } from "./server.mjs";
import { views } from "./bench/views.mjs";

const only = process.argv[2] ?? "";
// All requests come from one client, so the rate limit must not apply.
process.env.REPRIEVE_REQUESTS_PER_SECOND ??= "0";
const MANY = Number(process.env.BENCH_CONTACTS ?? 1_000_000);
if (!only) begin();

function size() {
  const { brotli, budget } = JSON.parse(readFileSync(join(root, "target", "site", "size.json"), "utf8"));
  tell("first-load", null, 1, brotli / 1024, "KiB", budget / 1024);
}

const benches = { size, import: importing, index, views, search, home, holding, operations };
for (const [name, bench] of Object.entries(benches)) {
  if (only && only !== name) continue;
  for (const database of bench.length ? ["sqlite", "postgres"] : [undefined]) await bench(database, MANY);
}
