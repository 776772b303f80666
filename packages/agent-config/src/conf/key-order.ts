/** The keys of `agent.conf` in the order in which Juju writes them. */
export const KEY_ORDER = [
  "tag",
  "datadir",
  "transient-datadir",
  "logdir",
  "metricsspooldir",
  "nonce",
  "jobs",
  "upgradedToVersion",
  "cacert",
  "stateaddresses",
  "statepassword",
  "controller",
  "model",
  "apiaddresses",
  "apipassword",
  "oldpassword",
  "loggingconfig",
  "values",
  "agent-logfile-max-size",
  "agent-logfile-max-backups",
  "controllercert",
  "controllerkey",
  "caprivatekey",
  "apiport",
  "controllerapiport",
  "stateport",
  "sharedsecret",
  "systemidentity",
  "mongomemoryprofile",
  "juju-db-snap-channel",
  "querytracingenabled",
  "querytracingthreshold",
  "dqlite-port",
] as const;

/** Where a key belongs; after all of Juju's for one that Juju does not know. */
export function keyRank(key: string): number {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- indexOf answers -1 for other strings
  const rank = KEY_ORDER.indexOf(key as (typeof KEY_ORDER)[number]);
  return rank === -1 ? KEY_ORDER.length : rank;
}
