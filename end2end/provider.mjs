// An OpenID Connect provider (panva's oidc-provider) on a free port of this machine, with users that a test adds and changes.
// Its host name is localhost, so that for a browser it is another site than the server under test.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const client = "reprieve";
const secret = "a secret of the test";

const html = (body) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Example ID</title><main>${body}</main></html>`;
const form = html(
  `<h1>Example ID</h1><form method="post"><label>Login <input name="login" autofocus></label>
  <button>Log in</button><button name="cancel" value="1">Cancel</button></form>`,
);

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return new URLSearchParams(text);
}

/** Starts a provider. Gives its users by their login, and the settings with which the server finds it. */
export async function startProvider() {
  const people = new Map();
  let answer;
  // The server needs the provider's address to start, and the provider needs the server's address for its redirects.
  const server = createServer((request, response) => (answer ? answer(request, response) : response.writeHead(503).end()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${server.address().port}`;
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });

  const serve = (url) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: client, client_secret: secret, redirect_uris: [`${url}/sign-in/provider/callback`] }],
      jwks: { keys: [{ ...key, kid: "1", use: "sig", alg: "RS256" }] },
      cookies: { keys: [randomBytes(16).toString("hex")] },
      features: { devInteractions: { enabled: false } },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"], groups: ["groups"] },
      scopes: ["openid", "email", "profile", "groups"],
      interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
      ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 3600 },
      findAccount: (_, id) => (people.has(id) ? { accountId: id, claims: () => ({ sub: id, ...people.get(id) }) } : undefined),
      // No consent page.
      loadExistingGrant: async ({ oidc }) => {
        const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
        grant.addOIDCScope("openid email profile groups");
        await grant.save();
        return grant;
      },
    });
    const others = provider.callback();
    answer = async (request, response) => {
      if (!request.url.startsWith("/login/")) return others(request, response);
      if (request.method === "GET") return response.writeHead(200, { "content-type": "text/html" }).end(form);
      const typed = await bodyOf(request);
      const result = typed.has("cancel")
        ? { error: "access_denied", error_description: "<b>no</b>" }
        : { login: { accountId: typed.get("login") } };
      await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    };
  };
  const env = {
    REPRIEVE_OIDC_ISSUER: issuer,
    REPRIEVE_OIDC_CLIENT_ID: client,
    REPRIEVE_OIDC_CLIENT_SECRET: secret,
    REPRIEVE_OIDC_NAME: "Example ID",
    REPRIEVE_OIDC_SCOPES: "email profile groups",
    REPRIEVE_OIDC_ROLES: "crm-admins=admin;crm-sales=sales;crm-readers=read_only",
  };
  const down = () => {
    answer = undefined;
  };
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { people, env, serve, down, stop };
}
