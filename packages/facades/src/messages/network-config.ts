import type { TagText } from "@holdfast/names";
import { flag, integer, list, message, optional, type Schema, text } from "../wire.js";
import { Address } from "./host-port.js";

/** One network device, as an agent sees it on its own machine. */
export interface NetworkConfig {
  "device-index": number;
  /** Lower case with colons; empty for loopback. */
  "mac-address": string;
  /** The network of the first address. Juju 3 only: 4 has no such key. */
  cidr: string;
  mtu: number;
  "provider-id": string;
  "provider-network-id": string;
  "provider-subnet-id": string;
  "provider-space-id": string;
  "provider-address-id": string;
  "provider-vlan-id": string;
  "vlan-tag": number;
  "interface-name": string;
  /** Of a port of a bridge: the bridge. */
  "parent-interface-name": string;
  /** `loopback`, `ethernet`, `802.1q`, `bond`, `bridge`, `vxlan` or `veth`. */
  "interface-type": string;
  disabled: boolean;
  "no-auto-start"?: boolean;
  /** `loopback`; `static` with an address, `manual` without. */
  "config-type"?: string;
  /** The first address. Juju 3 only. */
  address?: string;
  /** Each with the network that it is in (`cidr`, host bits zero). */
  addresses?: Address[];
  /** On the device of the default route. */
  "gateway-address"?: string;
  "is-default-gateway"?: boolean;
  /** `openvswitch` of a bridge of Open vSwitch. */
  "virtual-port-type"?: string;
  /** Who saw it: `machine`. */
  origin?: string;
}
export const NetworkConfig: Schema<NetworkConfig> = message({
  "device-index": integer,
  "mac-address": text,
  cidr: text,
  mtu: integer,
  "provider-id": text,
  "provider-network-id": text,
  "provider-subnet-id": text,
  "provider-space-id": text,
  "provider-address-id": text,
  "provider-vlan-id": text,
  "vlan-tag": integer,
  "interface-name": text,
  "parent-interface-name": text,
  "interface-type": text,
  disabled: flag,
  "no-auto-start": optional(flag),
  "config-type": optional(text),
  address: optional(text),
  addresses: optional(list(Address)),
  "gateway-address": optional(text),
  "is-default-gateway": optional(flag),
  "virtual-port-type": optional(text),
  origin: optional(text),
});

/** The devices of one machine. */
export interface SetMachineNetworkConfig {
  tag: TagText;
  config: NetworkConfig[];
}
export const SetMachineNetworkConfig: Schema<SetMachineNetworkConfig> = message({
  tag: text,
  config: list(NetworkConfig),
});
