import type { Address, NetworkConfig } from "@holdfast/facades";

import { isOwnBridge } from "./own-bridges.js";

/**
 * Where this machine can be reached, as a controller of Juju 3 is told beside its network: neither its
 * loopback and link-local addresses, nor those of the bridges to its own containers.
 */
export function machineAddresses(network: readonly NetworkConfig[]): readonly Address[] {
  return network
    .filter((device) => !isOwnBridge(device["interface-name"]))
    .flatMap(({ addresses = [] }) => addresses)
    .filter(({ scope }) => scope !== "local-machine" && scope !== "link-local")
    .map(({ value, type, scope }) => ({ value, type, scope }));
}
