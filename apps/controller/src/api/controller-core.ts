import type { HostPort } from "@holdfast/facades";
import type { Uuid } from "@holdfast/names";
import type { Clock, Logger } from "@holdfast/ports";

import type { Activity } from "../state/activity.js";
import type { StoreView } from "../state/store.js";
import type { EntityQuotas } from "./entity-quotas.js";
import type { FairTurns } from "./fair-turns.js";
import type { GuessBudgets } from "./guess-budgets.js";
import type { JujuRules } from "./juju-rules.js";
import type { Leases } from "./leases.js";
import type { LongAnswers } from "./long-answers.js";
import type { OwnPasswords } from "./own-passwords.js";
import type { UserPasswords } from "./user-passwords.js";
import type { WatchHub } from "./watch-hub.js";

/** What every connection of a running controller shares: most of it only reads the state. */
export interface ControllerCore<State extends StoreView = StoreView> {
  readonly state: State;
  readonly activity: Activity;
  readonly hub: WatchHub;
  readonly leases: Leases;
  readonly userPasswords: UserPasswords;
  readonly ownPasswords: OwnPasswords;
  readonly guesses: GuessBudgets;
  readonly turns: FairTurns;
  readonly quotas: EntityQuotas;
  readonly longAnswers: LongAnswers;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly controllerUuid: Uuid;
  /** The UUID of the model that the controller's own machines belong to. */
  readonly controllerModelUuid: Uuid;
  /** What agents are to trust, PEM. */
  readonly caCert: string;
  /** What it does as the release of Juju that it speaks as does it. */
  readonly juju: JujuRules;
  /** Where agents and users are told to find the controller: one list for its one machine. */
  servers(): HostPort[][];
}
