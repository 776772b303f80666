// What an agent remembers of its model's moves, longer than any connection: which phase of which
// migration it has dealt with, which controller admitted it, and which moves it has made.
import type { MigrationStatus } from "@holdfast/facades";

import type { ControllerInfo } from "./controller-info.js";

export class Itinerary {
  #handled: string | undefined;
  #target: { readonly id: string; readonly info: ControllerInfo } | undefined;
  readonly #moves = new Set<string>();

  /** Whether this phase of this migration has been dealt with. */
  hasHandled(status: MigrationStatus): boolean {
    return this.#handled === phaseKey(status);
  }

  handled(status: MigrationStatus): void {
    this.#handled = phaseKey(status);
  }

  /** The controller that admitted the agent in this migration. */
  targetOf(status: MigrationStatus): ControllerInfo | undefined {
    return this.#target?.id === moveKey(status) ? this.#target.info : undefined;
  }

  admittedAt(status: MigrationStatus, info: ControllerInfo): void {
    this.#target = { id: moveKey(status), info };
  }

  /** Whether the agent has made this very move, and is back where it began. */
  hasMoved(status: MigrationStatus): boolean {
    return this.#moves.has(moveKey(status));
  }

  moved(status: MigrationStatus): void {
    this.#moves.add(moveKey(status));
    this.#handled = undefined;
  }

  /** The controller says that the model stays, or has not moved: what it said before is over. */
  stays(): void {
    this.#handled = undefined;
    this.#target = undefined;
    this.#moves.clear();
  }
}

/** A migration, told from another that was given the same id elsewhere. */
function moveKey(status: MigrationStatus): string {
  const { "migration-id": id, attempt, "target-api-addrs": addrs } = status;
  return JSON.stringify([id, attempt, addrs.toSorted()]);
}

function phaseKey(status: MigrationStatus): string {
  return `${status.phase} ${moveKey(status)}`;
}
