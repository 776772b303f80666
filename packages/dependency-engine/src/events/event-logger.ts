import type { EngineEvent, EngineListener } from "./events.js";
import { isMistake } from "../contract/end-signals.js";
import { plainEvent } from "./plain-event.js";
import type { Logger } from "@holdfast/ports";

/**
 * A subscriber that writes what happens to a log: failures as errors, what was overrun or given up
 * as warnings, starts and ends as debug lines. Of an error the log gets the message, name and code, and
 * those of its causes.
 *
 * @example
 * ```ts
 * import { Engine, logEvents, resourceName, runWorker } from "@holdfast/dependency-engine";
 *
 * const engine = new Engine({
 *   isFatal: () => false,
 *   worstError: (first) => first,
 *   errorDelay: 3000,
 *   bounceDelay: 10,
 * });
 * const say = (message: string, fields?: object): void => console.log(message, fields);
 * engine.subscribe(logEvents({ debug: say, info: say, warn: say, error: say }));
 * engine.install(resourceName("a"), { inputs: [], start: () => runWorker(async () => {}) });
 * await engine.settled();
 * engine.kill();
 * await engine.wait();
 * ```
 */
export function logEvents(logger: Logger): EngineListener {
  return (event) => {
    const { kind: _kind, seq: _seq, at: _at, ...fields } = plainEvent(event);
    return logger[levelOf(event)](event.kind, fields);
  };
}

function levelOf(event: EngineEvent): keyof Logger {
  switch (event.kind) {
    case "fatal":
    case "kill failed":
    case "callback failed":
    case "subscriber failed":
      return "error";
    case "ended":
      if (event.outcome === "missing" && isMistake(event.error)) return "error";
      return event.outcome === "failed" && !event.asked ? "error" : "debug";
    case "last ended":
      return event.outcome === "failed" && !event.asked ? "error" : "debug";
    case "same failed":
    case "update failed":
      return "error";
    case "overran":
    case "degraded":
    case "escalated":
      return "warn";
    case "resting":
      return event.why === "degraded" ? "warn" : "debug";
    case "engine stopped":
      return event.abandoned === undefined ? "info" : "warn";
    case "engine stopping":
    case "recovered":
    case "ended late":
    case "removed":
    case "replaced":
      return "info";
    case "installed":
    case "starting":
    case "started":
    case "outdated":
    case "updating":
    case "updated":
    case "kept":
    case "superseded":
    case "draining":
    case "aborting":
    case "stopping":
    case "retrying":
    case "wave began":
    case "wave settled":
      return "debug";
  }
}
