// A text as somebody's address: who reads it, and whether all of them read the same.
import { isIP } from "node:net";
import { formatHostPort, type HostAndPort, isHostPort, parseHostPort } from "@holdfast/names";
import * as fc from "fast-check";
import { type OpenFunc, tcpDialler } from "../../src/index.js";
import { PATIENT } from "./test-controller.js";
import type { Network } from "./network-places.js";
import { isTold } from "./told.js";

const odd = [
  "1",
  "256",
  "0x7f",
  "08",
  "10.0.0.1",
  "é",
  "１",
  "．",
  "。",
  "\u00ad",
  "☃",
  "xn--",
  "Z",
];
const marks = [
  ".",
  "-",
  "_",
  "*",
  "%",
  "@",
  "#",
  "?",
  "/",
  "\\",
  "[",
  "]",
  ":",
  " ",
  "\n",
  "\u0000",
];
const usual = [
  "a",
  "::1",
  "fe80::1",
  "%eth0",
  "localhost",
  "controller.test",
  "17070",
  "0",
  "wss://",
];
const pieces = [...odd, ...marks, ...usual];
const host = fc.oneof(
  fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }).map((each) => each.join("")),
  fc.string({ maxLength: 12 }),
);

/** Some that are addresses, and many that nearly are. */
export const addressTexts: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: host, weight: 1 },
  { arbitrary: host.map((name) => `${name}:17070`), weight: 4 },
);

/**
 * Opens a connection to it, in a network where every name and every address leads to the controller.
 * Who is dialled, and whom the controller is told that it is, must be what our own reader reads.
 */
export async function readAsAddress(
  open: OpenFunc,
  network: Network,
  text: string,
): Promise<string | undefined> {
  const dialled: HostAndPort[] = [];
  const streams: { readonly destroyed: boolean }[] = [];
  const { controller } = network;
  const before = controller.served.length;
  const there = { host: "127.0.0.1", port: controller.port };
  const opening = async (): Promise<string | undefined> => {
    const connection = await open(controller.info({ addrs: [text] }), {
      ...PATIENT,
      proxy: "none",
      resolver: () => Promise.resolve(["10.9.9.9"]),
      dialler: {
        connect: async (target, signal) => {
          dialled.push(target);
          const stream = await tcpDialler.connect(there, signal);
          streams.push(stream);
          return stream;
        },
      },
    });
    await connection.close();
    return undefined;
  };
  try {
    await opening();
  } catch (error) {
    if (!isTold(error)) return `${JSON.stringify(text)}: none of our errors: ${String(error)}`;
    if (streams.some(({ destroyed }) => !destroyed))
      return `${JSON.stringify(text)}: a stream is left`;
    const leadsNowhere = isHostPort(text) && parseHostPort(text).host.includes("%");
    return isHostPort(text) && !leadsNowhere
      ? `${JSON.stringify(text)}: refused: ${String(error)}`
      : undefined;
  }
  if (!isHostPort(text)) return `${JSON.stringify(text)}: is none, and was dialled`;
  const read = parseHostPort(text);
  const wanted = { host: isIP(read.host) === 0 ? "10.9.9.9" : read.host, port: read.port };
  if (JSON.stringify(dialled) !== JSON.stringify([wanted])) {
    return `${JSON.stringify(text)}: dialled ${JSON.stringify(dialled)}`;
  }
  const told = controller.served[before]?.request.headers.host;
  const ascii = /^[!-~]*$/u.test(read.host);
  return !ascii || told === formatHostPort(read).toLowerCase()
    ? undefined
    : `${JSON.stringify(text)}: the controller is told that it is ${told}`;
}
