// How the layers are laid: which way they run, and how many cards a lane holds before it is folded.
import type { Gaps, Size } from "./geometry.js";

/** One way to lay the layers. Sizes in px, before any shrinking. */
export interface Plan extends Size {
  /** Whether layers run from left to right, and not from top to bottom. */
  readonly across: boolean;
  /** How many cards a lane holds. */
  readonly fold: number;
  readonly folded: boolean;
  /** Between two layers: wider than asked for where the window has room. */
  readonly layerGap: number;
}

/** A folded layer is harder to read, so it must gain this much. */
const foldedWorth = 0.78;
/** How much wider than asked for a gap may become. */
const mostStretch = 3.2;

/** The plan by which the picture is largest in the window. */
export function bestPlan(sizes: readonly number[], card: Size, gaps: Gaps, window: Size): Plan {
  const plans = [true, false].flatMap((across) =>
    folds(sizes).map((fold) => measure(sizes, { across, fold }, card, gaps)),
  );
  const worth = (plan: Plan): number => fitScale(plan, window) * (plan.folded ? foldedWorth : 1);
  const best = plans.reduce((a, b) => (worth(b) > worth(a) * 1.02 ? b : a));
  return stretched(best, sizes, window, gaps);
}

/** How much a picture must shrink to fit a window; 1 where it need not. */
export function fitScale(picture: Size, window: Size): number {
  return Math.min(
    1,
    window.width / Math.max(1, picture.width),
    window.height / Math.max(1, picture.height),
  );
}

/** The lane lengths worth trying: each that folds the longest layer into one lane more. */
function folds(sizes: readonly number[]): number[] {
  const longest = Math.max(1, ...sizes);
  const tried = new Set<number>();
  for (let lanes = 1; lanes <= longest; lanes++) tried.add(Math.ceil(longest / lanes));
  return [...tried];
}

function measure(
  sizes: readonly number[],
  { across, fold }: { readonly across: boolean; readonly fold: number },
  card: Size,
  gaps: Gaps,
): Plan {
  const [along, beside] = across ? [card.width, card.height] : [card.height, card.width];
  const lanes = sizes.reduce((sum, size) => sum + Math.ceil(size / fold), 0);
  const longest = Math.max(1, ...sizes);
  const length =
    lanes * along + (lanes - sizes.length) * gaps.lane + Math.max(0, sizes.length - 1) * gaps.layer;
  const breadth = Math.min(fold, longest) * (beside + gaps.beside) - gaps.beside;
  const size = across ? { width: length, height: breadth } : { width: breadth, height: length };
  return { across, fold, folded: fold < longest, layerGap: gaps.layer, ...size };
}

/** Uses the room that is left along the layers for wider gaps, in which lines are easier to follow. */
function stretched(plan: Plan, sizes: readonly number[], window: Size, gaps: Gaps): Plan {
  const scale = fitScale(plan, window);
  const room =
    (plan.across ? window.width - plan.width * scale : window.height - plan.height * scale) / scale;
  const extra = Math.min(room / Math.max(1, sizes.length - 1), gaps.layer * (mostStretch - 1));
  if (extra <= 0) return plan;
  const longer = extra * (sizes.length - 1);
  return {
    ...plan,
    layerGap: gaps.layer + extra,
    width: plan.width + (plan.across ? longer : 0),
    height: plan.height + (plan.across ? 0 : longer),
  };
}
