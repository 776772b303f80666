import { isIP } from "node:net";

import type { HostPort } from "@holdfast/facades";
import { formatHostPort } from "@holdfast/names";
import * as v from "valibot";

import { hostPortOf } from "../net/host-port.js";
import { type ListenAddress, reachableHosts } from "../net/listen-address.js";
import type { SettingsView } from "../state/settings.js";

const addressList = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

function operatorsChoice(settings: SettingsView): HostPort[] | undefined {
  const set = settings.get("api-addresses");
  return set === undefined
    ? undefined
    : v.parse(addressList, set).map((address) => hostPortOf(address));
}

/** Where agents and users find the controller: what the operator said, else where it listens. */
export function advertised(settings: SettingsView, listening: ListenAddress): HostPort[][] {
  const own = (): HostPort[] =>
    reachableHosts(listening.host).map((host) =>
      hostPortOf(formatHostPort({ ...listening, host })),
    );
  return [operatorsChoice(settings) ?? own()];
}

/** The IP addresses by which the controller may be dialled, for its certificate. */
export function certifiedIps(settings: SettingsView, host: string): readonly string[] {
  const chosen = (operatorsChoice(settings) ?? []).map(({ value }) => value);
  return [...new Set([...reachableHosts(host), ...chosen])].filter((value) => isIP(value) !== 0);
}
