/**
 * The facade versions this client knows: those that a Juju 3.6 agent of 2024 knows, and after them
 * those that we speak besides.
 */
export const KNOWN_FACADE_VERSIONS: Readonly<Record<string, readonly number[]>> = {
  Agent: [3],
  AgentLifeFlag: [1],
  CAASOperator: [1],
  CredentialValidator: [2],
  Deployer: [1],
  LifeFlag: [1],
  Logger: [1],
  Machiner: [5],
  MigrationFlag: [1],
  MigrationMinion: [1],
  MigrationStatusWatcher: [1],
  NotifyWatcher: [1],
  Pinger: [1],
  Provisioner: [11],
  ProxyUpdater: [2],
  Singular: [2],
  StringsWatcher: [1],
  Uniter: [18, 19],
  Upgrader: [1],
  UpgradeSteps: [2],

  AllModelWatcher: [4],
  AllWatcher: [3],
  Client: [7],
  Controller: [11],
  InstancePoller: [4],
  ModelManager: [10],
};

/**
 * The greatest version that both sides know; 0 where there is none. (Juju's rule.)
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bestVersion } from "@holdfast/facades";
 *
 * assert.equal(bestVersion("Pinger", [1, 99]), 1);
 * assert.equal(bestVersion("Pinger", [99]), 0); // none that both know
 * ```
 */
export function bestVersion(facade: string, announced: readonly number[]): number {
  const known = Object.hasOwn(KNOWN_FACADE_VERSIONS, facade) ? KNOWN_FACADE_VERSIONS[facade] : [];
  return announced.reduce(
    (best, version) => (version > best && known?.includes(version) ? version : best),
    0,
  );
}
