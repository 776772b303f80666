import type { Scene } from "../scene.js";
import type { SceneOptions } from "../scene-options.js";

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
  | "source"
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
  /**
   * What it is about, where that is not every strategy's: the agent's own `passwords`, Juju's login for
   * agents (`Admin.Login`), or a `source` of credentials that can be made to stall.
   */
  readonly about?: "passwords" | "Admin.Login" | "source";
  /**
   * Rejects where the claim does not hold.
   *
   * @param stall - makes the source stall; only where it is about that
   */
  run(scene: Scene, stall: StallSource): Promise<void>;
}

/** A source of credentials that does not answer, until it is disposed of. */
export interface StalledSource extends AsyncDisposable {
  /** Resolves once the strategy has asked it. */
  readonly asked: Promise<unknown>;
}

/** Makes the source of a strategy's credentials stall. */
export type StallSource = () => StalledSource | Promise<StalledSource>;
