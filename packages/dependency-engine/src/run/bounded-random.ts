import { errorText } from "@holdfast/ports";
import { CallbackError } from "../contract/errors.js";
import { whenRejected } from "../graph/foreign-promise.js";

const MIDDLE = 0.5;

/**
 * Chance as it is needed, whatever `random` does: what is no number from 0 to 1 counts as the middle.
 * @param tell - hears of it, the first time
 */
export function boundedRandom(
  random: () => number,
  tell: (error: CallbackError) => void,
): () => number {
  let isTold = false;
  const middle = (what: string, cause: unknown): number => {
    if (!isTold) {
      isTold = true;
      tell(new CallbackError("random", cause, `${what}: delays are in the middle of their jitter`));
    }
    return MIDDLE;
  };
  return () => {
    let value: unknown;
    try {
      value = random();
    } catch (error) {
      return middle("threw", error);
    }
    if (typeof value === "number" && value >= 0 && value <= 1) return value;
    whenRejected(value);
    return middle(`gave ${errorText(value)}, no number from 0 to 1`, undefined);
  };
}
