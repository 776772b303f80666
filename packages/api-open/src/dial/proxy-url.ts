import { ProxySettingError } from "./dial-errors.js";

/** A proxy, and as whom to ask it. */
export interface Proxy {
  readonly protocol: "http:" | "https:";
  /** Without the brackets of an IPv6 address. */
  readonly hostname: string;
  /** "" for the protocol's own. */
  readonly port: string;
  /** `host:port`, for messages: never with user and password. */
  readonly host: string;
  /** `user:password` as they are; undefined where neither is given. */
  readonly credentials: string | undefined;
}

/**
 * Reads a proxy's URL, `http://` where it names no protocol. Nothing of its text is in an error, nor
 * in the cause of one: it may hold a password.
 *
 * @throws ProxySettingError saying what is wrong with it
 */
export function parseProxyUrl(text: string): Proxy {
  const url = parse(text.includes("://") ? text : `http://${text}`);
  const { protocol, hostname, port, host } = url;
  if (protocol !== "http:" && protocol !== "https:") {
    throw new ProxySettingError("only http:// and https:// proxies are known");
  }
  if (`${url.pathname}${url.search}${url.hash}` !== "/") {
    throw new ProxySettingError("something follows the port, or a # or ? stands before it");
  }
  if (port === "0") throw new ProxySettingError("it has no port");
  return {
    protocol,
    hostname: hostname.replace(/^\[|\]$/gu, ""),
    port,
    host,
    credentials: credentialsOf(url),
  };
}

function parse(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new ProxySettingError("it is no URL with a host");
  return url;
}

function credentialsOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  } catch {
    // The error quotes what it could not decode.
    throw new ProxySettingError("a % in the user or the password begins no escape");
  }
}
