/*
 * Engines that break under what comes from outside, each in one way, as engines do: the hostile histories
 * must catch every one of them.
 */
import { errorText, readProperty } from "@holdfast/ports";
import type {
  EngineConfig,
  EngineReport,
  Group,
  Logger,
  Manifold,
  Worker,
} from "../../src/index.js";
import type { Twin } from "./hostile-world.js";

/** With a worker of another kind in place of each that starts. */
function withWorker(manifold: Manifold, change: (worker: Worker) => Worker): Manifold {
  return {
    ...manifold,
    start: (context) => {
      const started = manifold.start(context);
      return "then" in started ? started.then(change) : change(started);
    },
  };
}

/** The worker, which is heard of no more once `test` holds of what it ended with. */
function deafTo(worker: Worker, test: (error: unknown) => boolean): Worker {
  const wait = (): Promise<void> =>
    worker
      .wait()
      .catch((error: unknown) =>
        test(error) ? new Promise(() => undefined) : Promise.reject(error),
      );
  const killWithin = (ms: number): number => worker.killWithin?.(ms) ?? 0;
  const more = worker.killWithin === undefined ? {} : { killWithin };
  return { kill: () => worker.kill(), wait, ...more };
}

function isUnreadable(error: unknown): boolean {
  try {
    void Object(error).message;
    return false;
  } catch {
    return true;
  }
}

function everyMethod(logger: Logger, call: (log: Logger["info"]) => Logger["info"]): Logger {
  const of = (level: keyof Logger): Logger["info"] =>
    call((message, fields) => logger[level](message, fields));
  return { debug: of("debug"), info: of("info"), warn: of("warn"), error: of("error") };
}

export const TWINS: Readonly<Record<string, Twin>> = {
  "loses one that ended with what cannot be read": {
    manifold: (manifold) => withWorker(manifold, (worker) => deafTo(worker, isUnreadable)),
  },
  "loses one that ends at once": {
    manifold: (manifold) =>
      withWorker(manifold, (worker) => deafTo(worker, (error) => errorText(error) === "at once")),
  },
  "loses one whose promise bites": {
    manifold: (manifold) =>
      withWorker(manifold, (worker) => {
        const end = worker.wait();
        return end.constructor === Promise
          ? worker
          : { ...worker, wait: () => new Promise(() => undefined) };
      }),
  },
  "loses one whose signal cannot be aborted": {
    manifold: (manifold) => ({
      ...manifold,
      start: (context) => {
        const started = manifold.start(context);
        return Object.isFrozen(context.signal) ? new Promise(() => undefined) : started;
      },
    }),
  },
  "reads a manifold again": {
    manifold: (manifold) => ({
      ...manifold,
      start: (context) => {
        try {
          Object.values(manifold);
        } catch {
          // The engine is lost there, and the start never ends.
          return new Promise(() => undefined);
        }
        return manifold.start(context);
      },
    }),
  },
  "takes a promise for an answer": {
    manifold: (manifold) => ({
      ...manifold,
      filter: (end) => {
        const left = manifold.filter?.(end);
        if (!(left instanceof Promise)) return end;
        left.catch(() => undefined);
        return undefined;
      },
    }),
  },
  "drops a logger that threw": {
    config: (config): EngineConfig => {
      let isDropped = false;
      const logger = config.logger;
      if (logger === undefined) return config;
      const call =
        (log: Logger["info"]): Logger["info"] =>
        (message, fields) => {
          if (isDropped) return;
          isDropped = true;
          log(message, fields);
          isDropped = false;
        };
      return { ...config, logger: everyMethod(logger, call) };
    },
  },
  "says nothing of a random that is none": {
    config: (config) => ({
      ...config,
      random: () => {
        try {
          const value = config.random?.() ?? 0.5;
          return Number.isNaN(value) ? 0.5 : value;
        } catch {
          return 0.5;
        }
      },
    }),
  },
  "loses a timer that its clock did not set": {
    config: ({ clock, ...config }): EngineConfig =>
      clock === undefined
        ? config
        : {
            ...config,
            clock: {
              now: () => clock.now(),
              setTimeout: (callback, ms) => {
                try {
                  return clock.setTimeout(callback, ms);
                } catch {
                  return undefined;
                }
              },
              clearTimeout: (timer) => clock.clearTimeout(timer),
            },
          },
  },
  "says nothing of a clock that fails": {
    config: ({ clock, ...config }): EngineConfig => {
      if (clock === undefined) return config;
      let last = 0;
      const read = (): number => {
        try {
          const now = clock.now();
          return (last = Number.isNaN(now) ? last : now);
        } catch {
          return last;
        }
      };
      return {
        ...config,
        clock: {
          now: read,
          setTimeout: (callback, ms) => {
            try {
              return clock.setTimeout(callback, ms);
            } catch {
              return clock.setTimeout(callback, ms);
            }
          },
          clearTimeout: () => undefined,
        },
      };
    },
  },
  "measures by the machine's date": {
    config: ({ clock, ...config }): EngineConfig =>
      clock === undefined
        ? config
        : {
            ...config,
            clock: {
              now: () => Reflect.get(clock, "wallNow").call(clock),
              setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
              clearTimeout: (timer) => clock.clearTimeout(timer),
            },
          },
  },
  "reports no name that an object has already": {
    report: (report): EngineReport => {
      const manifolds: EngineReport["manifolds"] = {};
      for (const [name, one] of Object.entries(report.manifolds)) manifolds[name] ??= one;
      return { ...report, manifolds };
    },
  },
  "gives a stop all the time that each worker may take": {
    config: (config) => ({ ...config, stopBudget: Infinity, stopDeadline: 400 }),
  },
  "waits for an engine inside as for any worker": {
    manifold: (manifold) =>
      withWorker(manifold, (worker) => ({ kill: () => worker.kill(), wait: () => worker.wait() })),
  },
  "names nobody whom it abandoned": {
    report: ({ abandoned: _abandoned, ...report }) => report,
  },
  "shows isFatal every end": {
    manifold: (manifold, config) => ({
      ...manifold,
      filter: (error) => {
        config.isFatal?.(error);
        return error;
      },
    }),
  },
  "starts a group on an engine that is stopping": {
    group: (group): Group =>
      new Proxy(group, {
        get: (target, key) => {
          const start = (): void => {
            try {
              target.start();
            } catch {
              // As if it had been started.
            }
          };
          const value: unknown = key === "start" ? start : Reflect.get(target, key, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      }),
  },
  "logs what an error says of itself": {
    config: ({ logger, ...config }): EngineConfig =>
      logger === undefined
        ? config
        : {
            ...config,
            logger: everyMethod(logger, (log) => (message, fields) => {
              const said = readProperty(readProperty(fields, "error"), "message");
              log(message, said === "refused" ? { error: "secret" } : fields);
            }),
          },
  },
};
