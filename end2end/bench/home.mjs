// The home page of a user with tasks, deals and recently viewed records.
import { send, signIn } from "../client.mjs";
import { start } from "../server.mjs";
import { load } from "./load.mjs";
import { sizes } from "./sizes.mjs";
import { tell } from "./tell.mjs";

/**
 * The home page with `many` contacts, a tenth of them in the trash, against one with few; and a record page, which is added to
 * the recently viewed records.
 */
export async function home(database, many) {
  const few = {};
  for (const n of sizes(many)) {
    const server = await start({ database, contacts: n, trash: n / 10, postgresFlags: ["--durable"] });
    try {
      const cookie = await signIn(server.url, server.signIns.admin);
      for (let id = n - 40; id < n; id++) await send(`${server.url}/contacts/${id}`, { cookie });
      for (const [name, path] of [["home", "/"], ["record", `/contacts/${n - 1}`]]) {
        const { p50, p99 } = await load(server.url + path, cookie, 500);
        few[name] ??= { p50, p99 };
        tell(`${name}-p50`, database, n, p50, "ms", few[name].p50);
        tell(`${name}-p99`, database, n, p99, "ms", few[name].p99);
      }
    } finally {
      await server.stop();
    }
  }
}
