/** How an entity's life goes: forward only, except by the operator's own hand. */
export const LIVES = ["alive", "dying", "dead"] as const;

export type Life = (typeof LIVES)[number];
