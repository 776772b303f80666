import type { NetworkConfig } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";

import type { MachineAddress } from "../../state/agent.js";

/** The kinds of network devices that Juju knows. */
const DEVICE_TYPES: ReadonlySet<string> = new Set([
  "loopback",
  "ethernet",
  "802.1q",
  "bond",
  "bridge",
  "vxlan",
  "veth",
]);

const MAC = /^(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5,19})?$/iu;

const notValid = (what: string): ApiError =>
  new ApiError(`link-layer device ${what} not valid`, { code: "not valid" });

/** @throws ApiError `not valid` for a device that no Juju would have */
function checkDevice(device: NetworkConfig): void {
  const shown = (key: "interface-name" | "interface-type" | "mac-address"): string =>
    JSON.stringify(device[key].slice(0, 64));
  if (device["interface-name"] === "") throw notValid(`${shown("mac-address")}, empty name`);
  if (!MAC.test(device["mac-address"])) throw notValid(`hardware address ${shown("mac-address")}`);
  if (!DEVICE_TYPES.has(device["interface-type"])) {
    throw notValid(`${shown("interface-name")}, type ${shown("interface-type")}`);
  }
}

/** The scopes by which no other machine reaches this one. */
const OWN: ReadonlySet<string> = new Set(["local-machine", "link-local"]);

/**
 * The addresses at which a machine that has these devices can be reached.
 *
 * @throws ApiError `not valid`
 */
export function observedAddresses(devices: readonly NetworkConfig[]): MachineAddress[] {
  for (const device of devices) checkDevice(device);
  return devices
    .flatMap(({ addresses = [] }) => addresses)
    .filter(({ scope }) => !OWN.has(scope))
    .map(({ value, type, scope }) => ({ value: value.split("/")[0] ?? value, type, scope }));
}
