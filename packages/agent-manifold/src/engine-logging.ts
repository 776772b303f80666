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

/** A subscriber that tells `logger` what the engine does. */
export function logEngineEvents(logger: Logger): EngineListener {
  const rest = logEvents(logger);
  return (event) => {
    switch (event.kind) {
      case "started":
        logger.info(`${event.manifold} started`);
        return;
      case "ended":
        tellEnd(event, logger);
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

function tellEnd(event: Extract<EngineEvent, { kind: "ended" }>, logger: Logger): void {
  const { manifold, outcome, asked, error } = event;
  switch (outcome) {
    case "bounce":
      logger.info(`${manifold} starts again`, { why: whyOf(error) });
      return;
    case "failed":
      if (asked || isRemoval(error)) logger.debug(`${manifold} stopped, not cleanly`, { error });
      else logger.error(`${manifold} failed`, { error });
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
}

function isRemoval(error: unknown): boolean {
  return agentEnd(error) === "ERR_MODEL_REMOVED";
}

function whyOf(error: unknown): string {
  const bounce = findInChain(error, (link) => isKind(link, BounceError));
  return errorText(bounce?.cause ?? bounce ?? error);
}
