import { AGENT_DIAL_OPTIONS, type DialOptions } from "@holdfast/api-open";

/** How often, and for how long, a login answered by `not provisioned` is tried again. */
export interface ProvisioningWait {
  /** Time between two attempts, in ms. */
  readonly interval: number;
  /** Time after which the last answer is final, in ms; 0: the first answer is. */
  readonly limit: number;
}

/** How often, and for how long, to be refused before that is called permanent: both must be used up. */
export interface Patience {
  /** Refused attempts, this process counting its own. */
  readonly attempts: number;
  /** Time since the first of them, in ms, by the clock's `now()`: no change of the date counts. */
  readonly duration: number;
}

/** The patience with a controller that once admitted this agent. */
export interface RefusalPatience extends Patience {
  /**
   * The patience with one that is not known to have admitted it: Juju 4 answers `unauthorized access`
   * until its provisioner has recorded the machine. Left out: the first refusal is final.
   */
  readonly firstLogin?: Patience;
}

/** What an agent's operator may set about connecting. All of it has defaults. */
export interface ConnectPolicy {
  readonly dial: DialOptions;
  readonly provisioning: ProvisioningWait;
  readonly patience: RefusalPatience;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/**
 * - `dial`: Juju's own values for agents: one attempt for each address, addresses 200 ms apart, 3 s
 *   to dial, a minute with the login.
 * - `provisioning`: Juju's: every 5 s for 10 minutes.
 * - `patience`: ours. Controllers also refuse logins while a model migrates, during an upgrade, and
 *   after a restore, so a refusal after months of success says little. 72 hours, so that what broke
 *   on Friday evening is still recoverable on Monday; and 30 attempts, which at the engine's backoff
 *   take at least half an hour: a machine that slept for days asks often enough before it gives up.
 *   With a first login, or with files taken over from another agent: 10 minutes, as with `not
 *   provisioned`.
 */
export const defaultConnectPolicy: ConnectPolicy = {
  dial: AGENT_DIAL_OPTIONS,
  provisioning: { interval: 5 * second, limit: 10 * minute },
  patience: {
    attempts: 30,
    duration: 72 * hour,
    firstLogin: { attempts: 3, duration: 10 * minute },
  },
};
