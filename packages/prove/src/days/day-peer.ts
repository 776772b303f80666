import type { CallOptions, CallPeer, RpcRequest } from "@holdfast/api-open/testing";
import { type Clock, onAbort } from "@holdfast/ports";

/** What a connection leads to. */
export interface DayController {
  readonly clock: Clock;
  password: string;
  readonly announced: readonly string[];
  /** Calls back at the next announcement; returns how to stop that. */
  onAnnounce(tell: () => void): () => void;
}

/** What of a connection never ends, whatever it is told. */
export type NeverEnding = "close" | "call";

const never = (): Promise<never> => new Promise(() => undefined);

/** The far end of one connection, with as much of the controller's facades as a machine's agent needs. */
export class DayPeer implements CallPeer {
  /** ms of the clock at which something last went over the wire. */
  lastTraffic: number;
  readonly #controller: DayController;
  readonly #hangs: NeverEnding | undefined;
  readonly #closed = new AbortController();

  constructor(controller: DayController, hangs: NeverEnding | undefined) {
    this.#controller = controller;
    this.#hangs = hangs;
    this.lastTraffic = controller.clock.now();
  }

  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  destroy(reason: Error): void {
    this.#closed.abort(reason);
  }

  async close(): Promise<void> {
    this.destroy(new Error("closed"));
    if (this.#hangs === "close") await never();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async call({ facade, method, params }: RpcRequest, options: CallOptions = {}): Promise<unknown> {
    if (this.closed.aborted) throw this.closed.reason;
    this.lastTraffic = this.#controller.clock.now();
    switch (`${facade}.${method}`) {
      case "Agent.GetEntities":
        return { entities: [{ life: "alive", jobs: [], "container-type": "" }] };
      case "Agent.SetPasswords":
        this.#controller.password = /"password":"([^"]+)"/.exec(JSON.stringify(params))?.[1] ?? "";
        return { results: [{}] };
      case "Machiner.WatchAPIHostPorts":
        if (this.#hangs === "call") return await never();
        return { NotifyWatcherId: "1", "notify-watcher-id": "1" };
      case "Machiner.APIHostPorts":
        return { servers: [this.#controller.announced.map(hostPort)] };
      case "NotifyWatcher.Next":
        return await this.#nextAnnouncement(options.signal);
      default:
        return {};
    }
  }

  #nextAnnouncement(signal: AbortSignal | undefined): Promise<object> {
    return new Promise((resolve, reject) => {
      const ends: (() => void)[] = [];
      const end = (settle: () => void): void => {
        for (const each of ends) each();
        settle();
      };
      ends.push(
        this.#controller.onAnnounce(() => end(() => resolve({}))),
        onAbort(this.closed, () => end(() => reject(this.closed.reason))),
        ...(signal === undefined ? [] : [onAbort(signal, () => end(() => reject(signal.reason)))]),
      );
    });
  }
}

function hostPort(address: string): object {
  const [value = "", port = ""] = address.split(":");
  return { value, type: "ipv4", scope: "local-cloud", "space-name": "", port: Number(port) };
}
