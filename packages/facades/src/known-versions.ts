import type { AnyFacade } from "./facade.js";

/**
 * The facade versions this client knows, by name: those that a Juju agent of 3.6, 4.0 or 4.1 knows, and
 * after them those that we speak besides.
 */
export const KNOWN_FACADE_VERSIONS: Readonly<Record<string, readonly number[]>> = {
  Agent: [3],
  AgentLifeFlag: [1],
  CAASOperator: [1],
  CredentialValidator: [2, 3],
  Deployer: [1],
  LifeFlag: [1],
  Logger: [1, 2],
  Machiner: [5, 6],
  MigrationFlag: [1],
  MigrationMinion: [1],
  MigrationStatusWatcher: [1],
  NotifyWatcher: [1],
  Pinger: [1],
  Provisioner: [11, 12],
  ProxyUpdater: [2],
  Singular: [2],
  StringsWatcher: [1],
  Uniter: [18, 19, 20, 21, 22],
  Upgrader: [1],
  UpgradeSteps: [2],

  AllModelWatcher: [4],
  AllWatcher: [3],
  Client: [6, 7, 8],
  Controller: [11, 12, 13, 14],
  InstancePoller: [4],
  ModelManager: [9, 10, 11],
};

/**
 * The greatest version that both sides know; 0 where there is none. (Juju's rule.) A facade asked for
 * by its description is known in the versions of the description; one asked for by its name, in those
 * of {@link KNOWN_FACADE_VERSIONS}, or in every one where nothing is known of it here: whoever asks
 * for such a name speaks it himself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bestVersion, Machiner } from "@holdfast/facades";
 *
 * assert.equal(bestVersion("Pinger", [1, 99]), 1);
 * assert.equal(bestVersion("Pinger", [99]), 0); // none that both know
 * assert.equal(bestVersion(Machiner, [5]), 5); // Juju 3.6
 * assert.equal(bestVersion(Machiner, [5, 6]), 6); // Juju 4
 * ```
 */
export function bestVersion(
  facade: string | Pick<AnyFacade, "version" | "versions">,
  announced: readonly number[],
): number {
  const known = knownVersions(facade);
  return announced.reduce(
    (best, version) =>
      version > best && (known === undefined || known.includes(version)) ? version : best,
    0,
  );
}

/** Undefined where nothing is known of the name. */
function knownVersions(
  facade: string | Pick<AnyFacade, "version" | "versions">,
): readonly number[] | undefined {
  if (typeof facade !== "string") return facade.versions ?? [facade.version];
  return Object.hasOwn(KNOWN_FACADE_VERSIONS, facade) ? KNOWN_FACADE_VERSIONS[facade] : undefined;
}
