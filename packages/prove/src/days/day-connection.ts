import type { ApiCall, Connection } from "@holdfast/api-open";
import { onAbort } from "@holdfast/ports";

/** What a connection leads to. */
export interface DayController {
  password: string;
  readonly announced: readonly string[];
  /** Calls back at the next announcement; returns how to stop that. */
  onAnnounce(tell: () => void): () => void;
}

const model = "model-7f8d3a84-8f52-4c5a-8c7d-5e3a9c0f1b22" as const;

/** A connection to the world's controller, with as much of its facades as a machine's agent needs. */
export class DayConnection implements Connection {
  readonly ipAddr = undefined;
  readonly isProxied = false;
  readonly apiHostPorts: Connection["apiHostPorts"] = [];
  readonly publicDnsName = undefined;
  readonly controllerAccess = undefined;
  readonly modelTag: Connection["modelTag"] = model;
  readonly controllerTag = undefined;
  readonly authTag = "machine-0" as const;
  readonly serverVersion = "3.6.4";
  readonly facades: ReadonlyMap<string, readonly number[]> = new Map([
    ["Agent", [3]],
    ["Machiner", [5]],
    ["NotifyWatcher", [1]],
  ]);
  readonly #world: DayController;
  readonly #hangsAtClose: boolean;
  readonly #broken = new AbortController();

  constructor(
    world: DayController,
    readonly addr: string,
    hangsAtClose: boolean,
  ) {
    this.#world = world;
    this.#hangsAtClose = hangsAtClose;
  }

  get broken(): AbortSignal {
    return this.#broken.signal;
  }

  break(reason: Error): void {
    this.#broken.abort(reason);
  }

  bestFacadeVersion(facade: string): number {
    return this.facades.get(facade)?.at(-1) ?? 0;
  }

  async call({ facade, method, params, signal }: ApiCall): Promise<unknown> {
    if (this.broken.aborted) throw this.broken.reason;
    switch (`${facade}.${method}`) {
      case "Agent.GetEntities":
        return { entities: [{ life: "alive", jobs: [], "container-type": "" }] };
      case "Agent.SetPasswords":
        this.#world.password = /"password":"([^"]+)"/.exec(JSON.stringify(params))?.[1] ?? "";
        return { results: [{}] };
      case "Machiner.WatchAPIHostPorts":
        return { NotifyWatcherId: "1", "notify-watcher-id": "1" };
      case "Machiner.APIHostPorts":
        return { servers: [this.#world.announced.map(hostPort)] };
      case "NotifyWatcher.Next":
        return await this.#nextAnnouncement(signal);
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
        this.#world.onAnnounce(() => end(() => resolve({}))),
        onAbort(this.broken, () => end(() => reject(this.broken.reason))),
        ...(signal === undefined ? [] : [onAbort(signal, () => end(() => reject(signal.reason)))]),
      );
    });
  }

  connectStream(): Promise<never> {
    return Promise.reject(new Error("no streams here"));
  }

  isBroken(): Promise<boolean> {
    return Promise.resolve(this.broken.aborted);
  }

  async close(): Promise<void> {
    this.break(new Error("closed"));
    if (this.#hangsAtClose) await new Promise<never>(() => undefined);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function hostPort(address: string): object {
  const [value = "", port = ""] = address.split(":");
  return { value, type: "ipv4", scope: "local-cloud", "space-name": "", port: Number(port) };
}
