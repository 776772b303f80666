// Where a client connects. What its source says is where it begins; what controllers tell since counts
// more, until it leads nowhere.
//
//   as given ──connected, and told of other places──► as learnt
//       ▲ └──────────────failed, and something is learnt──►┘ │
//       └──────────────────────failed──────────────────────┘
import { selectAgentAddresses } from "@holdfast/facades";
import { type ApiInfo, usableAddresses } from "@holdfast/names";

import type { Connection } from "../contract/connection.js";
import { RedirectError } from "../login/redirect-error.js";
import { infoOfRedirect } from "../redirected-info.js";
import type { ApiInfoSource } from "./reconnecting-options.js";

/** In one attempt; as many as an agent follows. */
const MOST_REDIRECTS = 5;

/** Where the last connection led to. */
interface Learnt {
  /** Announced by that controller, and the one by which it was reached. */
  readonly addrs: readonly string[];
  /** What led to another controller than the source names; undefined where nothing did. */
  readonly redirect: RedirectError | undefined;
}

/** By what an attempt goes: what its source says, or what controllers told. */
type By = "as given" | "as learnt";

export type Attempt =
  | { readonly kind: "connected"; readonly connection: Connection }
  | { readonly kind: "failed"; readonly error: unknown; readonly by: By };

export interface RouteSteps {
  readonly source: ApiInfoSource;
  readonly open: (info: ApiInfo, signal: AbortSignal) => Promise<Connection>;
}

export class Route {
  readonly #steps: RouteSteps;
  #given: ApiInfo | undefined;
  #learnt: Learnt | undefined;
  #next: By = "as given";

  constructor(steps: RouteSteps) {
    this.#steps = steps;
  }

  /** Makes one attempt, and follows the redirects that it meets. */
  async attempt(
    signal: AbortSignal,
    onRedirect: (redirect: RedirectError) => void,
  ): Promise<Attempt> {
    let learnt: Learnt | undefined;
    try {
      const given = await this.#ask(signal);
      learnt = this.#next === "as learnt" ? this.#learnt : undefined;
      const connection = await this.#open(given, learnt, signal, onRedirect);
      return { kind: "connected", connection };
    } catch (error) {
      this.#next = learnt === undefined && this.#learnt !== undefined ? "as learnt" : "as given";
      return { kind: "failed", error, by: learnt === undefined ? "as given" : "as learnt" };
    }
  }

  async #ask(signal: AbortSignal): Promise<ApiInfo> {
    const { source } = this.#steps;
    const given = typeof source === "function" ? await source(signal) : source;
    signal.throwIfAborted();
    // The source's own word that it is elsewhere.
    if (this.#given !== undefined && !samePlace(given, this.#given)) this.#forget();
    this.#given = given;
    return given;
  }

  async #open(
    given: ApiInfo,
    learnt: Learnt | undefined,
    signal: AbortSignal,
    onRedirect: (redirect: RedirectError) => void,
  ): Promise<Connection> {
    let redirect = learnt?.redirect;
    let addrs = learnt?.addrs;
    for (let redirects = 0; ; redirects++) {
      const there = redirect === undefined ? given : infoOfRedirect(given, redirect);
      try {
        // One controller after the other, as each sends it on.
        // oxlint-disable-next-line no-await-in-loop
        const connection = await this.#steps.open(
          addrs === undefined ? there : { ...there, addrs },
          signal,
        );
        this.#learn(connection, addrs ?? there.addrs, redirect);
        return connection;
      } catch (error) {
        if (!(error instanceof RedirectError) || redirects === MOST_REDIRECTS) throw error;
        redirect = error;
        addrs = undefined;
        onRedirect(redirect);
      }
    }
  }

  #learn(
    connection: Connection,
    used: readonly string[],
    redirect: RedirectError | undefined,
  ): void {
    const announced = selectAgentAddresses(connection.apiHostPorts);
    const { addresses } = usableAddresses(announced, { lastWorked: connection.addr });
    // Whoever announces nothing of use is asked again where it was found.
    const addrs = addresses.length === 0 ? used : addresses;
    const asGiven = redirect === undefined && sameSet(addrs, this.#given?.addrs ?? []);
    if (asGiven) this.#forget();
    else {
      this.#learnt = { addrs, redirect };
      this.#next = "as learnt";
    }
  }

  #forget(): void {
    this.#learnt = undefined;
    this.#next = "as given";
  }
}

function samePlace(one: ApiInfo, other: ApiInfo): boolean {
  return one.caCert === other.caCert && sameSet(one.addrs, other.addrs);
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  const [some, others] = [new Set(one), new Set(other)];
  return some.size === others.size && [...some].every((each) => others.has(each));
}
