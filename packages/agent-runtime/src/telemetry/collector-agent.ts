// How a collector is reached: connections that can all be ended at once, and names looked up no more than
// once at a time, since a look-up that hangs holds one of the few threads that look-ups have.
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";

import { systemResolver } from "@holdfast/api-open";

import { attempt } from "../check/finding.js";

/** The files that OpenTelemetry's variables name, by the option of TLS that they are for. */
const files = { ca: "CERTIFICATE", cert: "CLIENT_CERTIFICATE", key: "CLIENT_KEY" } as const;

/** The collectors' connections, of one kind of data. */
export class CollectorAgent implements Disposable {
  #agent: http.Agent | undefined;
  readonly #tls: https.AgentOptions;

  /** @throws where a file of certificates or keys cannot be read */
  constructor(word: "TRACES" | "METRICS", env: Readonly<Record<string, string | undefined>>) {
    this.#tls = Object.fromEntries(
      Object.entries(files).flatMap(([option, name]) => {
        const own = env[`OTEL_EXPORTER_OTLP_${word}_${name}`];
        const file = own === undefined || own === "" ? env[`OTEL_EXPORTER_OTLP_${name}`] : own;
        return file === undefined || file === "" ? [] : [[option, readFileSync(file)]];
      }),
    );
  }

  /** For the exporter, which asks for it at its first batch. */
  readonly make = (protocol: string): http.Agent => {
    const options = { keepAlive: true, maxSockets: 2, lookup: lookUpOnce };
    this.#agent =
      protocol === "https:"
        ? new https.Agent({ ...options, ...this.#tls })
        : new http.Agent(options);
    return this.#agent;
  };

  [Symbol.dispose](): void {
    this.#agent?.destroy();
  }
}

const lookUpOnce: net.LookupFunction = (host, options, done) => void lookUp(host, options, done);

async function lookUp(...[host, options, done]: Parameters<net.LookupFunction>): Promise<void> {
  const found = await attempt(() => systemResolver(host, new AbortController().signal));
  if ("error" in found) {
    done(asError(found.error), "");
    return;
  }
  const wanted = options.family === "IPv4" ? 4 : options.family === "IPv6" ? 6 : options.family;
  const all = found.value
    .map((address) => ({ address, family: net.isIP(address) }))
    .filter(({ family }) => wanted === undefined || wanted === 0 || wanted === family);
  const [first] = all;
  if (first === undefined) done(noAddress(host), "");
  else if (options.all === true) done(null, all);
  else done(null, first.address, first.family);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function noAddress(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} has no address of the kind that is wanted`), {
    code: "ENOTFOUND",
  });
}
