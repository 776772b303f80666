/* What most tests of the engine begin with: an engine on a virtual clock, and manifolds to watch. */
import {
  EngineHarness,
  flushPromises as turn,
  type HarnessConfig,
  VirtualClock,
} from "../src/testing/index.js";
import {
  type Engine,
  type EngineConfig,
  type EngineEvent,
  eventLine,
  type Manifold,
  type ResourceName,
  resourceName,
  runWorker,
  type StartContext,
  type Worker,
} from "../src/index.js";
import { type GivenManifold, NO_TERMS } from "../src/contract/given-manifold.js";

export { turn };

/** An engine in virtual time, and everything it said. */
export interface Bench {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly events: EngineEvent[];
  /** The events as lines, with the seq and time left out. */
  readonly story: (...kinds: EngineEvent["kind"][]) => string[];
  /** `start a`, `stop a` and so on, in the order in which workers saw them. */
  readonly seen: string[];
  /** Installs a manifold whose workers can be ended by hand. */
  readonly add: (name: string, options?: ProbeOptions) => Probe;
}

export interface ProbeOptions {
  readonly inputs?: readonly string[];
  readonly optional?: readonly string[];
  /** Inputs that it can do without, although they are not declared optional. */
  readonly copes?: boolean;
  /** ms that its start takes; undefined for one that returns its worker at once. */
  readonly startsIn?: number | undefined;
  /** ms that its worker takes to stop. Infinity never stops. */
  readonly stopsIn?: number;
  /** Does not listen to the signal of its start. */
  readonly deaf?: boolean;
  /** Called at each start; what it throws is what the start throws. */
  readonly onStart?: (context: StartContext) => void;
  readonly manifold?: Partial<Manifold<string>>;
}

/** What a test sees, and does, of one manifold. */
export interface Probe {
  readonly name: ResourceName<string>;
  /** Starts that came up. */
  starts: number;
  /** Calls of start. */
  calls: number;
  /** What it got from each of its inputs at its last start. */
  got: Record<string, string | undefined>;
  /** Ends the present worker from within. */
  end(error?: unknown): void;
  readonly manifold: Manifold<string>;
}

/** As an engine knows a manifold that says nothing, and whose start always fails. */
export const NEVER: GivenManifold = {
  given: { start: () => Promise.reject(new Error("never")) },
  terms: NO_TERMS,
};

export const CONFIG = {
  isFatal: () => false,
  worstError: (error: unknown) => error,
  errorDelay: 0,
  bounceDelay: 0,
} satisfies EngineConfig;

export function bench(config: HarnessConfig = {}): Bench {
  const start = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  const { engine, clock, events } = new EngineHarness({ ...CONFIG, clock: start, ...config });
  const seen: string[] = [];
  return {
    engine,
    clock,
    events,
    seen,
    story: (...kinds) =>
      events
        .filter((event) => kinds.length === 0 || kinds.includes(event.kind))
        .map((event) => eventLine(event).replace(/^\{"seq":\d+,"at":\d+,/, "{")),
    add: (name, options = {}) => {
      const probe = probeOf(name, options, clock, seen);
      engine.install(probe.name, probe.manifold);
      return probe;
    },
  };
}

/** A manifold to watch, not yet installed. */
export function probeOf(
  name: string,
  options: ProbeOptions,
  clock: VirtualClock,
  seen: string[] = [],
): Probe {
  const inputs = (options.inputs ?? []).map((input) => resourceName<string>(input));
  const optional = (options.optional ?? []).map((input) => resourceName<string>(input));
  let current: (error: unknown) => void = () => undefined;
  const start = async (context: StartContext): Promise<Worker> => {
    const { startsIn = 0, deaf } = options;
    await after(clock, startsIn, deaf === true ? undefined : context.signal);
    return begin(context);
  };
  const begin = (context: StartContext): Worker => {
    options.onStart?.(context);
    const { get, find } = context;
    probe.got = {};
    for (const input of inputs) {
      probe.got[input] = options.copes === true ? find(input) : get(input);
    }
    for (const input of optional) probe.got[input] = find(input);
    probe.starts += 1;
    seen.push(`start ${name}`);
    const ended = Promise.withResolvers<void>();
    current = (error) => {
      if (error === undefined) ended.resolve();
      else ended.reject(error);
    };
    return runWorker(async (signal) => {
      const told = new Promise<void>((resolve) => {
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([told, ended.promise]);
      if (signal.aborted) {
        seen.push(`stop ${name}`);
        if (options.stopsIn === Infinity) await new Promise(() => undefined);
        await after(clock, options.stopsIn ?? 0, undefined);
      }
      seen.push(`end ${name}`);
    });
  };
  const probe: Probe = {
    name: resourceName<string>(name),
    starts: 0,
    calls: 0,
    got: {},
    end: (error) => current(error),
    manifold: {
      inputs,
      optional,
      start: (context) => {
        probe.calls += 1;
        return options.startsIn === undefined ? begin(context) : start(context);
      },
      output: () => `${name}#${probe.starts}`,
      ...options.manifold,
    },
  };
  return probe;
}

/** Waits by `clock`; rejects with the signal's reason when that is aborted. */
async function after(
  clock: VirtualClock,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (ms === 0) return;
  await new Promise<void>((resolve, reject) => {
    const timer = clock.setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    });
  });
}
