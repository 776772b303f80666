import { generatePassword, parseHostPort } from "@holdfast/names";
import { wallNow } from "@holdfast/ports";

import { ControllerError } from "../errors.js";
import { certifiedIps } from "../http/servers.js";
import { readAuthorities } from "../pki/authorities.js";
import {
  abandonKeys,
  beginRotation,
  cancelRotation,
  finishRotation,
  replaceAuthority,
  type RotationParts,
} from "../pki/rotation.js";
import { removeUnused } from "../pki/server-certificates.js";
import { hashUserPassword } from "../state/password-hash.js";
import type { AdminParts } from "./admin-parts.js";
import { agentsToLearn, agentsWithNextAlone, type LearningAgent } from "./authority-status.js";
import type { AuthorityOperations } from "./controller-admin.js";
import { notValid } from "./not-valid.js";

/** How many agents an error names. */
const NAMED = 10;

/** {@link AuthorityOperations} on the state of a store, and the keys. */
export function authorityOperations(parts: AdminParts): AuthorityOperations {
  const { state, keys, clock } = parts;
  const { settings } = state;
  const rotating = (change: (rotation: RotationParts) => Promise<void>): Promise<void> =>
    keys.exclusive(() => {
      const listening = state.controllers.find(keys.node)?.listenAddress;
      const ip =
        listening === undefined ? [] : certifiedIps(settings, parseHostPort(listening).host);
      return change({ state, keys, ip, now: wallNow(clock) });
    });
  return {
    rotateAuthority: ({ withoutOverlap = false } = {}) =>
      rotating(withoutOverlap ? replaceAuthority : beginRotation),

    finishAuthorityRotation: ({ force = false } = {}) =>
      rotating(async (rotation) => {
        const waiting = force ? [] : agentsToLearn(state);
        if (waiting.length > 0) throw notLearnt(waiting);
        await finishRotation(rotation);
      }),

    cancelAuthorityRotation: ({ force = false } = {}) =>
      rotating(async (rotation) => {
        const lost = force ? [] : agentsWithNextAlone(state);
        if (lost.length > 0) throw nextAlone(lost);
        await cancelRotation(rotation, force);
      }),

    changeCaPassphrase: ({ passphrase }) =>
      keys.exclusive(async () => {
        const { current, next } = readAuthorities(settings) ?? {};
        const certs = [current, next].filter((one) => one !== undefined);
        await keys.reseal(certs, passphrase);
        removeUnused(state, keys);
      }),

    async rekey({ keepUserPasswords = false } = {}) {
      await rotating(abandonKeys);
      const users = keepUserPasswords ? [] : state.users.list();
      const replaced = [];
      for (const { name, access, disabled } of users) {
        const password = generatePassword();
        const passwordHash = await hashUserPassword(password);
        await state.commit((tx) => {
          tx.users.put({ name, access, passwordHash }, wallNow(clock));
          if (disabled) tx.users.setDisabled(name, true);
        });
        replaced.push({ name, password });
      }
      return { users: replaced };
    },

    async revokeCertificate(serial) {
      const given = normalised(serial);
      await state.commit(({ revocations }) => revocations.add(given, wallNow(clock)));
    },
  };
}

/** As Node writes a serial number: upper-case hexadecimal digits, without leading zeros. */
function normalised(serial: string): string {
  const digits = serial.replaceAll(":", "").replace(/^0x/iu, "").toUpperCase();
  if (!/^[0-9A-F]{1,40}$/u.test(digits)) {
    throw notValid(
      `${JSON.stringify(serial)} is no serial number: write it as openssl x509 -serial does, in hexadecimal digits`,
    );
  }
  // Node keeps whole bytes.
  const short = digits.replace(/^0+(?=.)/u, "");
  return short.length % 2 === 0 ? short : `0${short}`;
}

function notLearnt(agents: readonly LearningAgent[]): ControllerError {
  return new ControllerError(
    "ERR_CA_NOT_LEARNT",
    `these agents do not trust the next authority yet, and could not connect any more: ${named(agents)}; wait until they were here, give it to them (controller ca-cert), or, to lock them out, --force`,
  );
}

function nextAlone(agents: readonly LearningAgent[]): ControllerError {
  return new ControllerError(
    "ERR_CA_NOT_LEARNT",
    `these agents trust the next authority alone, and could not connect any more: ${named(agents)}; give them the present one as well (controller ca-cert), or, to lock them out, --force`,
  );
}

function named(agents: readonly LearningAgent[]): string {
  const tags = agents.slice(0, NAMED).map(({ tag }) => tag);
  const more = agents.length > NAMED ? ` and ${agents.length - NAMED} more` : "";
  return `${tags.join(", ")}${more}`;
}
