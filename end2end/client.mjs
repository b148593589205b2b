// HTTP client that sends what a browser would send: page requests, forms, and calls of server functions.
import { request } from "node:http";

/** Sends one request. Gives the milliseconds until the last byte, the status, the headers and the body. */
export function send(url, { cookie = "", agent, form, json } = {}) {
  const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
  const headers = { accept: "text/html", cookie };
  if (body) {
    headers.origin = new URL(url).origin;
    headers["content-type"] = form ? "application/x-www-form-urlencoded" : "application/json";
    headers["content-length"] = Buffer.byteLength(body);
  }
  // A call of a server function gets its result, a form a redirect.
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

/** Signs a user in. Gives the session cookie. */
export async function signIn(url, { email, password }) {
  const { headers } = await send(`${url}/api/sign-in`, { form: { email, password, next: "/" } });
  return headers["set-cookie"][0].split(";")[0];
}

/** The HTML of a page without the comments that mark places for hydration. */
export async function page(url, cookie) {
  const { status, body } = await send(url, { cookie });
  if (status !== 200) throw new Error(`${url}: ${status}`);
  return body.toString().replace(/<!--[^]*?-->|<!>/g, "");
}

/** The selection of all contacts but some. */
export const allContactsExcept = (except) => ({ Query: { source: "index", search: "", filter: { any: [] }, except } });

/** Previews a deletion as the dialog does. The response is binary; the fingerprint and the token are strings in it. */
export async function preview(url, cookie, selection) {
  const { status, body, ms } = await send(`${url}/api/operations/preview-delete`, { cookie, json: { slug: "contacts", selection } });
  const found = body.toString("latin1").match(/\x10([0-9a-f]{16})\x20([0-9a-f]{32})/);
  if (!found) throw new Error(`preview: ${status}`);
  return { selection, fingerprint: found[1], token: found[2], ms };
}

/** Confirms a previewed deletion. Gives the operation's id, or nothing if it was refused. */
export async function confirm(url, cookie, { selection, fingerprint, token }, count) {
  const { Query: query, Records: ids } = selection;
  const form = {
    "form[object]": "contacts",
    "form[ids]": (ids ?? query.except).join(","),
    "form[all]": query ? "1" : "",
    "form[typed]": count,
    "form[preview][fingerprint]": fingerprint,
    "form[preview][token]": token,
  };
  return operationOf(await send(`${url}/api/operations/delete`, { cookie, form }));
}

/**
 * Deletes all contacts but the excluded ones, together with the records of another object that are associated with them, by
 * the page that confirms a deletion. Gives the operation's id.
 */
export async function deleteWithCascade(url, cookie, excluded, cascade) {
  const confirmOn = async (path) => {
    const text = await page(url + path, cookie);
    const [, box] = text.match(new RegExp(`<input[^>]* name="([^"]*)"[^>]* value="${cascade}"`));
    const hidden = [...text.matchAll(/<input type="hidden" name="(form[^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]);
    const [, number] = text.match(/Type ([\d,]+) to confirm/);
    const form = { ...Object.fromEntries(hidden), "form[typed]": number.replaceAll(",", ""), [box]: cascade };
    return send(`${url}/api/operations/delete`, { cookie, form });
  };
  // The first answer is the page with the number of both, because the cascade was chosen after the first page.
  const { headers } = await confirmOn(`/contacts/delete?all=1&ids=${excluded.join(",")}`);
  return operationOf(await confirmOn(headers.location));
}

/** Undoes a whole deletion. Gives the id of the operation that does it. */
export async function undo(url, cookie, deletion) {
  const form = { "form[object]": "contacts", "form[operation]": deletion, "form[undo]": true };
  return operationOf(await send(`${url}/api/operations/restore`, { cookie, form }));
}

/** Restores records. Gives the operation's id, or nothing if none of them can be restored. */
export async function restore(url, cookie, ids) {
  const { status } = await send(`${url}/trash/restore?object=contacts&ids=${ids.join(",")}`, { cookie });
  if (status === 404) return undefined;
  return operationOf(await send(`${url}/api/operations/restore`, { cookie, form: { "form[object]": "contacts", "form[ids]": ids.join(",") } }));
}

/** Previews a purge of the whole trash. Gives the hidden fields of the page's form. */
export async function previewPurge(url, cookie) {
  const text = await page(`${url}/trash/purge?object=contacts&view=object%3Dcontacts`, cookie);
  return Object.fromEntries([...text.matchAll(/<input type="hidden" name="(form[^"]*)" value="([^"]*)"/g)].map(([, name, value]) => [name, value]));
}

/** Confirms a previewed purge. It sends the password along, because the last sign-in may be too old for a purge. */
export async function purge(url, cookie, shown, count, { password }) {
  const form = { ...shown, "form[typed]": count, "reauth-password": password };
  return operationOf(await send(`${url}/api/operations/purge`, { cookie, form }));
}

/** The operation that a response leads to; nothing if it leads to a refusal. Fails on any other response. */
function operationOf({ status, headers, body }) {
  const to = headers.location ?? "";
  const operation = to.match(/^\/operations\/(\d+)/);
  if (operation) return Number(operation[1]);
  if (/problem=/.test(to)) return undefined;
  throw new Error(`no operation: ${status} ${to} ${body.toString().slice(0, 200)}`);
}
