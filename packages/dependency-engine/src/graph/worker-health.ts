import { errorText, shownText } from "@holdfast/ports";
import type { Health } from "../contract/health.js";
import type { Node, NodeRun } from "./node.js";

const LONGEST_REASON = 500;

/** Hears why a worker of `node` does not run as it should; undefined where it does again. */
export type TellHealth = (node: Node, run: NodeRun, reason: string | undefined) => void;

/** What a worker, or its start, has to say of its health, for as long as it is one of `node`. */
export function healthOf(node: Node, run: NodeRun, tell: TellHealth): Health {
  const say = (reason: string | undefined): void => {
    const lives = node.run === run || node.last?.run === run;
    if (lives && run.degraded?.reason !== reason) tell(node, run, reason);
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
