import type { Life } from "@holdfast/names";

export type { Life };

/** How an entity's life goes: forward only, except by the operator's own hand. */
export const LIVES: readonly Life[] = ["alive", "dying", "dead"];
