// What a browser would send, without one: pages, forms and the calls of the browser's half.
import { request } from "node:http";

/** One request: its milliseconds until the last byte, its status, headers and body. */
export function send(url, { cookie = "", agent, form, json } = {}) {
  const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
  const headers = { accept: "text/html", cookie };
  if (body) {
    headers.origin = new URL(url).origin;
    headers["content-type"] = form ? "application/x-www-form-urlencoded" : "application/json";
    headers["content-length"] = Buffer.byteLength(body);
  }
  // A call is answered, a form is sent on to another page.
  if (json) headers.accept = "*/*";
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const asked = request(url, { agent, headers, method: body ? "POST" : "GET" }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({ ms: performance.now() - begin, status: answer.statusCode, headers: answer.headers, body: Buffer.concat(pieces) }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

/** The cookie of somebody who signed in. */
export async function signIn(url, { email, password }) {
  const { headers } = await send(`${url}/api/sign-in`, { form: { email, password, next: "/" } });
  return headers["set-cookie"][0].split(";")[0];
}

/** A page, without the marks that hydration needs. */
export async function page(url, cookie) {
  const { status, body } = await send(url, { cookie });
  if (status !== 200) throw new Error(`${url}: ${status}`);
  return body.toString().replace(/<!--[^]*?-->|<!>/g, "");
}

/** What the dialog asks for before a deletion. Its answer is binary; the fingerprint and the token are texts in it. */
export async function preview(url, cookie, selection) {
  const { status, body, ms } = await send(`${url}/api/operations/preview-delete`, { cookie, json: { slug: "contacts", selection } });
  const found = body.toString("latin1").match(/\x10([0-9a-f]{16})\x20([0-9a-f]{32})/);
  if (!found) throw new Error(`preview: ${status}`);
  return { selection, fingerprint: found[1], token: found[2], ms };
}

/** Confirms a deletion that was shown. The operation; nothing where it was refused. Fails where nobody could tell yet. */
export async function confirm(url, cookie, { selection, fingerprint, token }, count) {
  const { View: view, Records: ids } = selection;
  const form = {
    "order[object]": "contacts",
    "order[ids]": (ids ?? view.except).join(","),
    "order[all]": view !== undefined,
    "order[typed]": count,
    "order[shown][fingerprint]": fingerprint,
    "order[shown][token]": token,
  };
  return begun(await send(`${url}/api/operations/delete`, { cookie, form }));
}

/** Undoes a whole deletion. */
export async function undo(url, cookie, deletion) {
  const form = { "form[object]": "contacts", "form[operation]": deletion, "form[undo]": true };
  return begun(await send(`${url}/api/operations/restore`, { cookie, form }));
}

/** Restores records. The operation; nothing where there is nothing to restore. */
export async function restore(url, cookie, ids) {
  const { status } = await send(`${url}/trash/restore?object=contacts&ids=${ids.join(",")}`, { cookie });
  if (status === 404) return undefined;
  return begun(await send(`${url}/api/operations/restore`, { cookie, form: { "form[object]": "contacts", "form[ids]": ids.join(",") } }));
}

/** What the page of a purge of all the trash sends on beside the typed number: its hidden fields. */
export async function previewPurge(url, cookie) {
  const text = await page(`${url}/trash/purge?object=contacts&view=object%3Dcontacts`, cookie);
  return Object.fromEntries([...text.matchAll(/<input type="hidden" name="(form[^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

/** Confirms a purge that was shown, with a proof of who does: the last one may be too old by now. */
export async function purge(url, cookie, shown, count, { password }) {
  const form = { ...shown, "form[typed]": count, "proof-password": password };
  return begun(await send(`${url}/api/operations/purge`, { cookie, form }));
}

function begun({ status, headers, body }) {
  const to = headers.location ?? "";
  const operation = to.match(/^\/operations\/(\d+)/);
  if (operation) return Number(operation[1]);
  if (/problem=/.test(to)) return undefined;
  throw new Error(`not begun: ${status} ${to} ${body.toString().slice(0, 200)}`);
}
