// Cards are all of one size, wide enough for most names; many manifolds get smaller ones.
import type { Gaps, Size } from "../layout/geometry.js";

/** How a picture of so many manifolds is drawn. */
export interface CardStyle {
  readonly card: Size;
  readonly gaps: Gaps;
  /** One line instead of two. */
  readonly compact: boolean;
  /** The room for a name, in px. */
  readonly room: number;
}

const crowd = 90;
const icon = 38;
const rightPad = 12;

/** The style for these names. */
export function cardStyle(names: readonly string[]): CardStyle {
  const compact = names.length > crowd;
  const widest = Math.max(0, ...names.map((name) => textWidth(name, compact)));
  const most = compact ? 190 : 250;
  const width = Math.ceil(Math.min(most, Math.max(compact ? 96 : 136, widest + icon + rightPad)));
  return {
    card: { width, height: compact ? 30 : 48 },
    gaps: compact ? { layer: 40, lane: 12, beside: 9 } : { layer: 40, lane: 18, beside: 18 },
    compact,
    room: width - icon - rightPad,
  };
}

/** A name cut in its middle to fit: both its ends tell names apart. */
export function fitted(name: string, room: number, compact: boolean): string {
  if (textWidth(name, compact) <= room) return name;
  for (let kept = name.length - 2; kept > 4; kept--) {
    const head = Math.ceil(kept * 0.6);
    const cut = `${name.slice(0, head)}…${name.slice(name.length - (kept - head))}`;
    if (textWidth(cut, compact) <= room) return cut;
  }
  return `${name.slice(0, 5)}…`;
}

const context = document.createElement("canvas").getContext("2d");

function textWidth(text: string, compact: boolean): number {
  if (context === null) return text.length * 8;
  const family = getComputedStyle(document.body).fontFamily;
  context.font = `600 ${compact ? 12 : 13.5}px ${family}`;
  return context.measureText(text).width;
}
