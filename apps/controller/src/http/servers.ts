import { isIP } from "node:net";

import type { HostPort } from "@holdfast/facades";
import { formatHostPort } from "@holdfast/names";
import * as v from "valibot";

import { hostPortOf } from "../net/host-port.js";
import { type ListenAddress, parseListenAddress, reachableHosts } from "../net/listen-address.js";
import type { SettingsView } from "../state/settings.js";
import type { StoreView } from "../state/store.js";

const addressList = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

function operatorsChoice(settings: SettingsView): HostPort[] | undefined {
  const set = settings.get("api-addresses");
  return set === undefined
    ? undefined
    : v.parse(addressList, set).map((address) => hostPortOf(address));
}

/** Where who listens there can be reached, host:port each; the best first. */
export function reachableAt(listening: ListenAddress): readonly string[] {
  return reachableHosts(listening.host).map((host) => formatHostPort({ ...listening, host }));
}

/**
 * Where agents and users find a controller: what the operator said, else where each of them listens.
 *
 * @param own - the one that is asked, which comes first: it knows its machine's addresses as they are now
 */
export function advertised(
  { settings, controllers }: Pick<StoreView, "settings" | "controllers">,
  own?: { readonly id: string; readonly listening: ListenAddress },
): HostPort[][] {
  const chosen = operatorsChoice(settings);
  if (chosen !== undefined) return [chosen];
  const others = controllers.list().filter(({ id }) => id !== own?.id);
  const lists = [
    ...(own === undefined ? [] : [reachableAt(own.listening)]),
    ...others.map(({ listenAddress, addresses }) =>
      addresses.length > 0 || listenAddress === undefined
        ? addresses
        : reachableAt(parseListenAddress(listenAddress)),
    ),
  ];
  return lists
    .filter((list) => list.length > 0)
    .map((list) => list.map((address) => hostPortOf(address)));
}

/** The IP addresses by which the controller may be dialled, for its certificate. */
export function certifiedIps(settings: SettingsView, host: string): readonly string[] {
  const chosen = (operatorsChoice(settings) ?? []).map(({ value }) => value);
  return [...new Set([...reachableHosts(host), ...chosen])].filter((value) => isIP(value) !== 0);
}
