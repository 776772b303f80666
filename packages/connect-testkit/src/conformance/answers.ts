// Faults of the wire that a scenario puts between the agent and the controller.
import { untilAborted } from "@holdfast/ports";

import type { Answer, ScriptedRequest } from "../scripted-controller.js";

/** The request is lost: the connection dies before the controller saw it. */
export const cutBefore: Answer = (request) => {
  request.cut();
  return {};
};

/** The reply is lost: the controller does it, and the connection dies. */
export const cutAfter: Answer = (request) => {
  request.proceed();
  request.cut();
  return {};
};

/** A request that a slow controller holds, to do it when nobody waits for it any more. */
export interface HeldRequest {
  readonly answer: Answer;
  /** The connection it came on dies. */
  cut(): void;
  /** The controller does it now. */
  apply(): void;
}

/** Holds the first request that it is asked to answer. */
export function held(): HeldRequest {
  let request: ScriptedRequest | undefined;
  return {
    answer: (incoming) => {
      request = incoming;
      return untilGone(incoming);
    },
    cut: () => request?.cut(),
    apply: () => void request?.proceed(),
  };
}

/** No answer, for as long as the connection lasts. */
export const silence: Answer = (request) => untilGone(request);

async function untilGone({ signal }: ScriptedRequest): Promise<unknown> {
  await untilAborted(signal);
  return {};
}
