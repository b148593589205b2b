// Index pages.
import { Agent } from "node:http";
import { send, signIn } from "../client.mjs";
import { start } from "../server.mjs";
import { load } from "./load.mjs";
import { tell } from "./tell.mjs";

const FEW = 10_000;

/** The address of the page that begins `depth` rows into the view by name. */
async function deepPage(server, cookie, depth) {
  const agent = new Agent({ keepAlive: true });
  let path = "/contacts?size=100";
  for (let row = 0; row < depth; row += 100) {
    const { body } = await send(server.url + path, { agent, cookie });
    const next = body.toString().match(/href="([^"]*after=[^"]*)"/g)?.at(-1);
    if (!next) throw new Error("the view is not that deep");
    path = next.slice(6, -1).replaceAll("&amp;", "&");
  }
  agent.destroy();
  return server.url + path.replace("size=100&", "").replace("&size=100", "");
}

/** Index pages with `many` contacts, half of them in the trash, against few. */
export async function index(database, many) {
  const measured = {};
  for (const n of [FEW, many]) {
    const server = await start({ database, contacts: n, trash: n / 2, postgresFlags: ["--durable"] });
    try {
      const cookie = await signIn(server.url, server.signIns.admin);
      const first = await load(`${server.url}/contacts`, cookie, 500);
      const deep = await load(await deepPage(server, cookie, n / 4), cookie, 500);
      measured[n] = { first, deep };
      if (n === many) {
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
      tell(`index-${place}-${figure}`, database, many, measured[many][place][figure], "ms", measured[FEW][place][figure]);
    }
  }
}
