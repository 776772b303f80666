import * as v from "valibot";

/** How far a model's migration to another controller is; Juju's phases, as its agents see them. */
export const PHASES = [
  "QUIESCE",
  "IMPORT",
  "PROCESSRELATIONS",
  "VALIDATION",
  "SUCCESS",
  "LOGTRANSFER",
  "REAP",
  "DONE",
  "ABORT",
  "ABORTDONE",
] as const;

export type Phase = (typeof PHASES)[number];

/** Another controller, as those who are sent there need it. */
export interface Redirect {
  /** host:port */
  readonly addresses: readonly string[];
  /** PEM */
  readonly caCert: string;
  readonly controllerUuid?: string | undefined;
}

/** A migration under way: `id` tells one attempt from the next. */
export interface Migration extends Redirect {
  readonly id: string;
  readonly phase: Phase;
}

const target = {
  addresses: v.array(v.string()),
  caCert: v.string(),
  controllerUuid: v.optional(v.string()),
};
const redirect: v.GenericSchema<unknown, Redirect> = v.object(target);
const migration: v.GenericSchema<unknown, Migration> = v.object({
  ...target,
  id: v.string(),
  phase: v.picklist(PHASES),
});

export function readRedirect(json: unknown): Redirect | undefined {
  return json === undefined ? undefined : v.parse(redirect, json);
}

export function readMigration(json: unknown): Migration | undefined {
  return json === undefined ? undefined : v.parse(migration, json);
}
