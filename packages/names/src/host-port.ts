import { InvalidHostPortError } from "./errors.js";

/** A place to connect to, or to listen at. An IPv6 host is without its brackets. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

// What stands before the port is a bracketed IPv6 address, or a name or IPv4 address: a text with no
// character that would begin another part of a URL. No two parts of it can match the same text, so
// it takes linear time.
const SHAPE =
  /^(?:\[(?<six>[0-9A-Fa-f:.]+)(?<zone>%[\w.-]+)?\]|(?<name>[^\s:/@?#%[\]\\"<>^`{|}\p{Cc}]+)):(?<port>\d{1,5})$/u;
const GREATEST_PORT = 65_535;
const LONGEST_NAME = 253; // of a host in the DNS

/**
 * Reads `host:port`: a name, an IPv4 address, or an IPv6 address in brackets, with its zone where it
 * has one (`[fe80::1%eth0]:17070`). The only reader of such texts.
 *
 * @param options.portZero - whether port 0 ("any free one", of a place to listen at) is allowed
 * @throws {@link InvalidHostPortError} for anything else: no port, one above 65535, an IPv6 address
 *   without brackets (`a:b:1` has more than one reading), spaces, a URL, a name that others read as an
 *   address (`1.256`) or not at all (`999.1`)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatHostPort, InvalidHostPortError, parseHostPort } from "@holdfast/names";
 *
 * assert.deepEqual(parseHostPort("[fd00::1]:17070"), { host: "fd00::1", port: 17070 });
 * assert.equal(formatHostPort({ host: "fd00::1", port: 17070 }), "[fd00::1]:17070");
 * assert.throws(() => parseHostPort("fd00::1:17070"), InvalidHostPortError);
 * ```
 */
export function parseHostPort(
  text: string,
  options: { readonly portZero?: boolean } = {},
): HostAndPort {
  const groups = SHAPE.exec(text)?.groups;
  if (groups === undefined) throw new InvalidHostPortError(text);
  const { six, zone = "", name = "" } = groups;
  const port = Number(groups["port"]);
  const known = six === undefined ? isOneName(name) : isIPv6(six);
  if (!known || port > GREATEST_PORT || (port === 0 && options.portZero !== true)) {
    throw new InvalidHostPortError(text);
  }
  return { host: six === undefined ? name : six + zone, port };
}

/** Whether {@link parseHostPort} reads it. */
export function isHostPort(text: string, options: { readonly portZero?: boolean } = {}): boolean {
  try {
    parseHostPort(text, options);
    return true;
  } catch {
    return false;
  }
}

/** Writes `host:port`, with brackets where the host is IPv6. */
export function formatHostPort({ host, port }: HostAndPort): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * Whether a name, or IPv4 address, is the same to whoever reads it in a URL: `1.256` is 1.0.1.0 there, and
 * `999.1` is nothing. Of a name in other letters than ASCII's, that it is a name suffices.
 */
function isOneName(name: string): boolean {
  if (name.length > LONGEST_NAME) return false;
  const url = `http://${name}/`;
  if (!URL.canParse(url)) return false;
  const read = new URL(url).hostname;
  return /^[!-~]*$/u.test(name) ? read === name.toLowerCase() : !/^[\d.]+$/u.test(read);
}

/** URL's own parser decides: it is in every runtime. */
function isIPv6(host: string): boolean {
  return URL.canParse(`http://[${host}]/`);
}
