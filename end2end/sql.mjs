// Direct access to a server's database through `sqlite3` or `psql`, which are kept open and run one script after the other.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const END = "--end--";

/** Opens the database at an address of the form that the server takes. */
export function open(address) {
  const sqlite = address.startsWith("sqlite:");
  const [command, flags] = sqlite
    ? // Waits for locks that the server holds instead of failing.
      ["sqlite3", ["-batch", "-bail", "-list", "-cmd", ".timeout 60000", address.slice("sqlite:".length)]]
    : ["psql", ["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", address]];
  const child = spawn(command, flags, { stdio: ["pipe", "pipe", "pipe"] });
  const ended = once(child, "exit");
  let said = "";
  let asked;
  child.stderr.on("data", (data) => (said += data));
  ended.then(() => asked?.reject(new Error(`${command} ended: ${said}`)), (error) => asked?.reject(error));
  createInterface({ input: child.stdout }).on("line", (text) => {
    if (text !== END) return asked.each(text);
    const { resolve } = asked;
    asked = undefined;
    resolve();
  });

  /** Runs one or more statements and passes each row, its cells joined by `|`, to `each`. One call at a time. */
  const run = (sql, each = () => {}) =>
    new Promise((resolve, reject) => {
      asked = { each, resolve, reject };
      child.stdin.write(`${sql};\n${sqlite ? ".print" : "\\echo"} ${END}\n`);
    });
  /** The rows, as lists of cells. */
  const all = async (sql) => {
    const rows = [];
    await run(sql, (text) => rows.push(text.split("|")));
    return rows;
  };
  const close = async () => {
    child.stdin.end();
    await ended;
  };
  return { sqlite, run, all, close };
}
