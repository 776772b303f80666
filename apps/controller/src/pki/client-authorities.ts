import { X509Certificate } from "node:crypto";

import * as v from "valibot";

import { ControllerError } from "../errors.js";
import type { Settings, SettingsView } from "../state/settings.js";

const pems = v.pipe(v.string(), v.parseJson(), v.array(v.string()));

/** The authorities, PEM, that may vouch for agents besides our own. */
export function readClientAuthorities(settings: SettingsView): readonly string[] {
  const json = settings.get("client-authorities");
  return json === undefined ? [] : v.parse(pems, json);
}

/** @throws {@link ControllerError} ERR_NOT_VALID for what is no authority's certificate */
export function writeClientAuthorities(settings: Settings, authorities: readonly string[]): void {
  for (const [index, pem] of authorities.entries()) checkAuthority(pem, index + 1);
  const json = authorities.length === 0 ? undefined : JSON.stringify(authorities);
  settings.set({ "client-authorities": json });
}

function checkAuthority(pem: string, number: number): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch (cause) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      `certificate ${number} cannot be read: give the authority's certificate as PEM`,
      { cause },
    );
  }
  if (!certificate.ca) {
    throw new ControllerError(
      "ERR_NOT_VALID",
      `certificate ${number} (${certificate.subject}) is not an authority's: give the one that signs the agents'`,
    );
  }
}
