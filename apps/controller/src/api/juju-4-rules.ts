import { MIN_PASSWORD_LENGTH } from "@holdfast/names";
import { ApiError } from "@holdfast/rpc";

import { badCredentials } from "./api-errors.js";
import type { JujuRules } from "./juju-rules.js";

const notImplemented = (message: string): ApiError =>
  new ApiError(message, { code: "not implemented" });

const unknownFacade = (facade: string, version: number): ApiError =>
  notImplemented(
    version === 0
      ? `unknown facade type "${facade}"`
      : `unknown version ${version} for facade type "${facade}"`,
  );

/** What it calls the entities whose credentials it looks at. */
const KINDS: Readonly<Record<string, string>> = { controller: "controller node" };

const invalidRequest = (kind: string): ApiError =>
  new ApiError(`${KINDS[kind] ?? kind} authentication: invalid request`, {
    code: "unauthorized access",
  });

/** Juju 4.0 and 4.1, which keep what they know in tables: a password and a nonce are one query. */
export const JUJU_4_RULES: Omit<JujuRules, "version"> = {
  refusals: {
    unknownFacade,
    unknownVersion: unknownFacade,
    unknownMethod: (facade, version, method) =>
      notImplemented(
        `unknown method "${method}" at version ${version} for facade type "${facade}"`,
      ),
    unknownWatcher: (id) => new ApiError(`watcher "${id}" not found`, { code: "not found" }),
    unfitPassword: (tag, fault) =>
      new ApiError(`setting password for "${tag}": ${fault}: invalid password`, { code: "" }),
  },
  admission: {
    refusedUnseen: (kind, { credentials, nonce, certificate }) => {
      // A certificate stands for the password: it is ours, and no Juju looks at one.
      if (credentials === "" && certificate !== undefined) return undefined;
      if (credentials === "" || (kind === "machine" && nonce === "")) return invalidRequest(kind);
      return Buffer.byteLength(credentials) < MIN_PASSWORD_LENGTH ? badCredentials() : undefined;
    },
    // Also where no nonce is stored yet: a machine that is being started has to come again.
    wrongNonce: badCredentials,
  },
  traits: {
    machinesSeeModels: false,
    everyContainerType: "lxd",
    deadSetPasswords: true,
    heedsMachineAddresses: false,
    keepsHostname: false,
    watchesEverything: false,
    modelConfigBesides: {},
    meters: false,
  },
};
