// Load generation and quantiles of response times.
import { Agent } from "node:http";
import { send } from "../client.mjs";

/** The quantile of a list of times. */
export function quantile(times, part) {
  const sorted = times.toSorted((one, two) => one - two);
  return sorted[Math.min(Math.floor(sorted.length * part), sorted.length - 1)];
}

/** Sends `requests` requests by `clients` at once. Gives p50 and p99 in milliseconds, and requests per second. */
export async function load(url, cookie, requests, clients = 1) {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  for (let warm = 0; warm < 30; warm++) await send(url, { agent, cookie });
  const times = [];
  let left = requests;
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (left-- > 0) {
        const { ms, status } = await send(url, { agent, cookie });
        if (status !== 200) throw new Error(`${url}: ${status}`);
        times.push(ms);
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), rate: requests / seconds };
}
