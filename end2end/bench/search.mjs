// The search over all objects: rare words, common words, prefixes, phone numbers, and words without a match.
import { signIn } from "../client.mjs";
import { start } from "../server.mjs";
import { load } from "./load.mjs";
import { sizes } from "./sizes.mjs";
import { tell } from "./tell.mjs";

/** Search texts. Except for the first two, the number of matches grows with the number of contacts. */
const TYPED = { rare: "moretti77@", nothing: "nobody has this", name: "moretti", common: "example", short: "an", phone: "06 555 01", firm: "harbour" };

/** Search pages with `many` contacts, a tenth of them in the trash, against few. */
export async function search(database, many) {
  const few = {};
  for (const n of sizes(many)) {
    const server = await start({ database, contacts: n, trash: n / 10, postgresFlags: ["--durable"] });
    try {
      const cookie = await signIn(server.url, server.signIns.admin);
      for (const [name, typed] of Object.entries(TYPED)) {
        const { p50, p99 } = await load(`${server.url}/search?q=${encodeURIComponent(typed)}`, cookie, 200);
        few[name] ??= { p50, p99 };
        tell(`search-${name}-p50`, database, n, p50, "ms", few[name].p50);
        tell(`search-${name}-p99`, database, n, p99, "ms", few[name].p99);
      }
    } finally {
      await server.stop();
    }
  }
}
