// How a manifold is doing, in the six colours (and shapes) of the page.
import type { NodeView } from "../src/view/node-view.js";

/** `up`: works. `moving`: starts, or is about to. `leaving`: stops. `failing`: will be tried again. `broken`: will not. `idle`: rests, with nothing wrong of its own. */
export type Tone = "up" | "moving" | "leaving" | "failing" | "broken" | "idle";

/** Every tone, in the order of the legend. */
export const tones: readonly Tone[] = ["up", "moving", "leaving", "failing", "broken", "idle"];

/** What each tone is called in the legend. */
export const toneNames: Readonly<Record<Tone, string>> = {
  up: "running",
  moving: "starting",
  leaving: "stopping",
  failing: "retrying",
  broken: "given up",
  idle: "resting",
};

/** A shape for each tone, on a 16 × 16 field: colour alone says nothing to many. */
export const toneShapes: Readonly<Record<Tone, string>> = {
  up: "M4 8.4 7 11.2 12.2 5",
  moving: "M8 3.2v3.2M8 9.6v3.2M3.2 8h3.2M9.6 8h3.2",
  leaving: "M8 3.6v7.6M4.6 8 8 11.6 11.4 8",
  failing: "M8 3.6v5.2M8 11.6v.6",
  broken: "M4.8 4.8l6.4 6.4M11.2 4.8l-6.4 6.4",
  idle: "M4.4 8h7.2",
};

/** The tone of a manifold in this condition. */
export function toneOf(node: Pick<NodeView, "phase" | "rest" | "retryAt" | "errors">): Tone {
  switch (node.phase) {
    case "started":
      return "up";
    case "starting":
      return "moving";
    case "draining":
    case "aborting":
    case "stopping":
      return "leaving";
    case "waiting":
      return node.retryAt !== undefined && node.errors.length > 0 ? "failing" : "moving";
    case "resting":
      return node.rest === "degraded" ? "broken" : "idle";
  }
}
