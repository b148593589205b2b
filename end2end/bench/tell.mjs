// Output of the benchmarks: a table for people and one JSON object per line for programs.
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../server.mjs";

const out = join(root, "target", "bench.jsonl");

/** Begins a new file of results. */
export function begin() {
  mkdirSync(join(root, "target"), { recursive: true });
  writeFileSync(out, "");
}

/** Writes one result. `baseline` is the value of the same run with which it is compared. */
export function tell(name, database, n, value, unit, baseline = null) {
  const ratio = baseline === null ? null : value / baseline;
  appendFileSync(out, JSON.stringify({ name, database, n, value, unit, baseline, ratio }) + "\n");
  const number = (value) => (value === null ? "" : value.toPrecision(4));
  console.log(
    `${name.padEnd(28)} ${String(database ?? "").padEnd(9)} ${String(n).padStart(8)} ${number(value).padStart(10)} ${unit.padEnd(8)}` +
      (ratio === null ? "" : ` ${number(baseline).padStart(10)} ×${ratio.toFixed(2)}`),
  );
}
