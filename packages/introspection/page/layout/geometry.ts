// What a picture is measured in: px.

/** The size of a window, a card or a picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The middle of a card, or a point that a line passes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far cards are apart: along the main axis between layers and between lanes, and beside. */
export interface Gaps {
  readonly layer: number;
  readonly lane: number;
  readonly beside: number;
}
