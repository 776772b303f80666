// What PostgreSQL or the network refused, in our words. Its messages name hosts, users and tables, and never
// the password; they are kept as the cause.
import { codeOf, errorText } from "@holdfast/ports";

import { ControllerError, type ControllerErrorCode } from "../../errors.js";
import { LinkLostError } from "./link.js";

interface Refusal {
  readonly code: ControllerErrorCode;
  readonly advice: string;
  /** Whether it passes without anybody's edit: it is tried again until the time is up. */
  readonly passes: boolean;
}

const away: Refusal = {
  code: "ERR_STORE_UNAVAILABLE",
  advice: "it does not answer: see that it runs and can be reached",
  passes: true,
};
const full: Refusal = {
  code: "ERR_STORE_UNAVAILABLE",
  advice: "its disk is full: make room there",
  passes: false,
};
const readOnly: Refusal = {
  code: "ERR_STORE_UNAVAILABLE",
  advice: "it is read-only, as a standby is: name the primary in the store's URL",
  passes: true,
};
const login: Refusal = {
  code: "ERR_STORE_URL",
  advice:
    "it refuses the user or the password: see the store's URL, PGPASSWORD, ~/.pgpass and pg_hba.conf",
  passes: false,
};
const database: Refusal = {
  code: "ERR_STORE_URL",
  advice: "there is no such database: make it with createdb, or name another in the store's URL",
  passes: false,
};
const certificate: Refusal = {
  code: "ERR_STORE_URL",
  advice:
    "its TLS certificate is not the one that the store's URL asks for: see sslmode and sslrootcert",
  passes: false,
};
const forbidden: Refusal = {
  code: "ERR_STORE_URL",
  advice: "the user may not do that there: make it the owner of the database, or of the schema",
  passes: false,
};
const foreign: Refusal = {
  code: "ERR_STATE",
  advice:
    "its tables are not as a controller makes them: restore it from a backup, or name another database",
  passes: false,
};

/** By SQLSTATE, or by its first two characters, which are its class. */
const bySqlState: Readonly<Record<string, Refusal>> = {
  "08": away,
  "28": login,
  "3D": database,
  "53": away,
  "53100": full,
  "57": away,
  "58": away,
  "25006": readOnly,
  "42": foreign,
  "42501": forbidden,
  "40": away,
  "55": away,
  XX: foreign,
  "22": foreign,
  "23": foreign,
};

const byTls = /^(?:ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/u;

/** Its class of errors that say what is wrong with the data rather than with the server. */
export function isAboutData(error: unknown): boolean {
  return /^2[23]/u.test(sqlState(error) ?? "");
}

/** Whether it may be otherwise in a moment, without anybody's edit. */
export function passes(error: unknown): boolean {
  return error instanceof ControllerError ? false : refusal(error).passes;
}

/**
 * What went wrong, for the operator's eyes.
 *
 * @param doing - such as "cannot use"
 */
export function postgresFailure(doing: string, shown: string, cause: unknown): ControllerError {
  if (cause instanceof ControllerError) return cause;
  const { code, advice } = refusal(cause);
  return new ControllerError(
    code,
    `${doing} ${shown}: ${advice} (${errorText(innermost(cause))})`,
    {
      cause,
    },
  );
}

function refusal(error: unknown): Refusal {
  const state = sqlState(error);
  if (state !== undefined) return bySqlState[state] ?? bySqlState[state.slice(0, 2)] ?? foreign;
  const code = codeOf(innermost(error));
  if (typeof code === "string" && byTls.test(code)) return certificate;
  return away;
}

function sqlState(error: unknown): string | undefined {
  const said = innermost(error);
  const code = codeOf(said);
  return said instanceof Error && "severity" in said && typeof code === "string" ? code : undefined;
}

function innermost(error: unknown): unknown {
  return error instanceof LinkLostError && error.cause !== undefined ? error.cause : error;
}
