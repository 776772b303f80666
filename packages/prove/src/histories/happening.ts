import type { World } from "./world.js";

/** One thing that happened, and the world after it. */
export interface Happening {
  readonly what: string;
  readonly world: World;
}
