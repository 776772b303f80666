// Over TCP any user of this machine reaches the page, so it asks for a token: the agent's log says it, a
// browser keeps it in a cookie. It is kept in a file of the agent's own, so that an open page goes on
// over a restart.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import fs from "node:fs/promises";
import type http from "node:http";
import process from "node:process";

import { hasCode } from "@holdfast/ports";

import { type Reply, text } from "../routes/reply.js";
import type { Gatekeeper } from "./http-server.js";

/** Bits enough that nobody guesses it. */
const BYTES = 18;
const TOKEN = /^[\w-]{24}$/u;

/**
 * The token in the file, of mode 0600; another where there is none, or where others could have read it.
 *
 * @throws the system's error where the file can be neither read nor written
 */
export async function keptToken(file: string): Promise<string> {
  const known = await readToken(file);
  if (known !== undefined) return known;
  const token = newToken();
  await fs.rm(file, { force: true });
  await fs.writeFile(file, `${token}\n`, { mode: 0o600, flag: "wx" });
  return token;
}

/** One that is kept nowhere, for a page without a place of its own. */
export function newToken(): string {
  return randomBytes(BYTES).toString("base64url");
}

async function readToken(file: string): Promise<string | undefined> {
  try {
    const found = await fs.lstat(file);
    const isOurs = found.isFile() && (found.mode & 0o077) === 0 && found.uid === process.getuid?.();
    if (!isOurs) return undefined;
    const token = (await fs.readFile(file, "utf8")).trim();
    return TOKEN.test(token) ? token : undefined;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

const sameText = (a: string, b: string): boolean =>
  timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());

/** The name of the cookie: cookies are shared by all ports of a host, and agents are many. */
function cookieName({ socket }: http.IncomingMessage): string {
  return `holdfast-${socket.localPort ?? 0}`;
}

function cookies({ headers }: http.IncomingMessage): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? "").split(";").map((pair) => pair.trim().split("="));
  return new Map(pairs.map(([name = "", value = ""]) => [name, value]));
}

/**
 * Lets in who shows the token: in the cookie, or as `Authorization: Bearer`. Who comes with `?token=` is
 * given the cookie, and sent on to the page without it, so that it stays in no history.
 */
export function tokenGate(token: string): Gatekeeper {
  return (request) => {
    const target = request.url ?? "/";
    // It says that somebody is there, and no more.
    if (target === "/healthz") return undefined;
    const name = cookieName(request);
    const { authorization = "" } = request.headers;
    const shown = cookies(request).get(name) ?? authorization.replace(/^Bearer /iu, "");
    if (sameText(shown, token)) return undefined;
    const given = target.startsWith("/?")
      ? new URLSearchParams(target.slice(2)).get("token")
      : null;
    if (given !== null && sameText(given, token)) {
      const cookie = `${name}=${token}; HttpOnly; SameSite=Strict; Path=/`;
      return { ...text("", 303), headers: { location: "/", "set-cookie": cookie } };
    }
    return asksForToken();
  };
}

function asksForToken(): Reply {
  return {
    kind: "text",
    status: 401,
    type: "text/html; charset=utf-8",
    headers: { "content-security-policy": "default-src 'none'; form-action 'self'" },
    body: `<!doctype html><title>Holdfast</title><p>ERR_PAGE_TOKEN: this page is the agent's operator's alone.
Its log says the token, in the line that begins with <code>live page at</code>.
<form action="/"><label>Token <input name="token" type="password" autofocus></label> <button>Open</button></form>
`,
  };
}
