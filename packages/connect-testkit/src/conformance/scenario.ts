import type { Scene, SceneOptions } from "../scene.js";

/** What a scenario is about; `differences` may name a whole group. */
export type ScenarioGroup =
  | "info"
  | "login"
  | "refusal"
  | "giving-up"
  | "provisioning"
  | "life"
  | "model"
  | "rotation"
  | "reset"
  | "untouched"
  | "interruption"
  | "fault"
  | "ownership"
  | "secrets";

/** One claim about any connect strategy, and how to see from outside whether it holds. */
export interface Scenario {
  readonly id: `${ScenarioGroup}.${string}`;
  /** A sentence about the strategy: the title of the test. */
  readonly claim: string;
  readonly arrange?: SceneOptions;
  /** Rejects where the claim does not hold. */
  run(scene: Scene): Promise<void>;
}
