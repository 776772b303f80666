import type { Scene } from "../scene.js";
import type { Scenario, StallSource } from "./scenario.js";

/** What the suite must know of a strategy whose credentials are not the passwords of agent.conf. */
export interface SubjectSetup {
  /**
   * Tells the controller of a scene what it shall accept, before the strategy connects:
   * `scene.controller.acceptLogin("Admin.LoginWithSessionToken", (params) => …)`. With it, scenarios about
   * the agent's own passwords are not played.
   */
  readonly credentials?: (scene: Scene) => void | Promise<void>;
  /** That it logs in by Juju's method for agents all the same, as one that shows a certificate does. */
  readonly logsInBy?: "Admin.Login";
  /**
   * What must never be seen in a log, an error, on the console or in a file, besides the agent's passwords
   * and what the plugin's options hold under a name such as `clientSecret`.
   */
  readonly secrets?: readonly string[] | ((scene: Scene) => readonly string[]);
  /** Makes what the credentials come from stall, for scenarios about that. */
  readonly stall?: StallSource;
  /** Calls that this strategy has to make, besides those that connecting takes: `Facade.Method`. */
  readonly calls?: readonly string[];
}

/** Whether a scenario is about such a strategy. */
export function concerns({ id, about }: Scenario, setup: SubjectSetup): boolean {
  const { credentials, logsInBy, stall } = setup;
  // Whole groups: what becomes of the passwords in agent.conf.
  const aboutPasswords = about === "passwords" || /^(?:rotation|reset)\./.test(id);
  if (aboutPasswords) return credentials === undefined;
  if (about === "Admin.Login") return credentials === undefined || logsInBy === "Admin.Login";
  return about !== "source" || stall !== undefined;
}
