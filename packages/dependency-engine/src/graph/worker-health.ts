import { errorText, shownText } from "@holdfast/ports";
import type { Health } from "../contract/health.js";
import type { NodeRun } from "./node.js";

const LONGEST_REASON = 500;

/** Hears why the worker of `run` does not run as it should; undefined where it does again. */
export type TellHealth = (run: NodeRun, reason: string | undefined) => void;

/** What a worker, or its start, has to say of its health, until it has ended. */
export function healthOf(run: NodeRun, tell: TellHealth): Health {
  const say = (reason: string | undefined): void => {
    const { node } = run;
    const lives = node.run === run || node.last?.run === run;
    if (lives && run.degraded?.reason !== reason) tell(run, reason);
  };
  return {
    degraded: (reason) => say(reasonText(reason)),
    recovered: () => say(undefined),
  };
}

/** Words that can be shown, whatever was given. */
function reasonText(reason: unknown): string {
  const text = reason === undefined || reason === null ? "" : errorText(reason);
  return text === "" ? "no reason given" : shownText(text, LONGEST_REASON);
}
