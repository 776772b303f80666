// Logs an engine's events for a person: what starts, what starts again and why, what fails. Every
// other event is a debug line, in the engine's own words.
import {
  BounceError,
  type EngineEvent,
  type EngineListener,
  logEvents,
} from "@holdfast/dependency-engine";
import { errorText, findInChain, isKind, type Logger } from "@holdfast/ports";

import { agentEnd } from "./agent-end/agent-end.js";
import { FailureLog } from "./failure-log.js";
import { unservedIn } from "./unserved.js";

type Ended = Extract<EngineEvent, { kind: "ended" }>;

/** A subscriber that tells `logger` what the engine does. */
export function logEngineEvents(logger: Logger): EngineListener {
  const rest = logEvents(logger);
  const unserved = new UnservedLog(logger);
  const failures = new FailureLog(logger);
  const tellEnd = endTeller(logger, failures);
  return (event) => {
    switch (event.kind) {
      case "started":
        unserved.forget(event.manifold);
        tellStart(event.manifold, failures.runs(event.manifold), logger);
        return;
      case "ended":
        // Told with what follows: most such ends are a rest, and no failure.
        if (!unserved.keep(event)) tellEnd(event);
        return;
      case "retrying": {
        const kept = unserved.take(event.manifold);
        if (kept !== undefined) tellEnd(kept);
        rest(event);
        return;
      }
      case "resting":
        if (!unserved.tellRest(event.manifold)) rest(event);
        return;
      case "engine stopping":
        logger.info("stopping every worker, dependents first");
        return;
      case "engine stopped":
        logger.debug("every worker has ended");
        return;
      case "fatal":
        if (isRemoval(event.error)) logger.info("the model is gone; its engine ends");
        else logger.error(`${event.manifold} ends the agent`, { error: event.error });
        return;
      default:
        rest(event);
    }
  };
}

/** Tells once of each manifold that it rests for want of a facade, however often it is tried again. */
class UnservedLog {
  readonly #logger: Logger;
  readonly #ends = new Map<string, Ended>();
  readonly #told = new Map<string, string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Whether `event` is an end for want of a facade, which is then kept. */
  keep(event: Ended): boolean {
    if (event.outcome !== "failed" || unservedIn(event.error) === undefined) return false;
    this.#ends.set(event.manifold, event);
    return true;
  }

  take(manifold: string): Ended | undefined {
    const event = this.#ends.get(manifold);
    this.#ends.delete(manifold);
    return event;
  }

  /** Whether it rests for want of a facade. */
  tellRest(manifold: string): boolean {
    const missing = unservedIn(this.take(manifold)?.error)?.message;
    if (missing === undefined) return false;
    const level = this.#told.get(manifold) === missing ? "debug" : "warn";
    this.#told.set(manifold, missing);
    this.#logger[level](`${manifold} rests until the next connection: ${missing}`);
    return true;
  }

  forget(manifold: string): void {
    this.#told.delete(manifold);
  }
}

function tellStart(manifold: string, failures: number, logger: Logger): void {
  if (failures === 0) logger.info(`${manifold} started`);
  else logger.info(`${manifold} started`, { "failed before": failures });
}

function endTeller(logger: Logger, failures: FailureLog): (event: Ended) => void {
  return ({ manifold, outcome, asked, error, at }) => {
    switch (outcome) {
      case "bounce":
        logger.info(`${manifold} starts again`, { why: whyOf(error) });
        return;
      case "failed":
        if (asked || isRemoval(error)) logger.debug(`${manifold} stopped, not cleanly`, { error });
        else failures.failed(manifold, error, at);
        return;
      case "missing":
        logger.debug(`${manifold} waits for what it needs`, { error });
        return;
      case "uninstall":
        logger.info(`${manifold} is done for good`);
        return;
      case "finished":
        logger.debug(`${manifold} stopped`);
    }
  };
}

function isRemoval(error: unknown): boolean {
  return agentEnd(error) === "ERR_MODEL_REMOVED";
}

function whyOf(error: unknown): string {
  const bounce = findInChain(error, (link) => isKind(link, BounceError));
  return errorText(bounce?.cause ?? bounce ?? error);
}
