// Keeps the authorities that the agent trusts as its controller announces them, which is how one
// takes over from another: the agent writes down both, says so, and later writes down the new one alone.
import { createHash, X509Certificate } from "node:crypto";

import { type Agent, certificateProblem, certificatesOnly } from "@holdfast/agent-config";
import { type ApiCaller, facadeClient, type OpenFunc, watchNotify } from "@holdfast/api-open";
import { HoldfastAuthority } from "@holdfast/facades";
import type { Logger } from "@holdfast/ports";

import { NarrowCaller } from "../connection/narrow-caller.js";

/** Authorities that an agent remembers at once: two while one takes over, and some more. */
const MOST = 8;
/** Characters of an announcement. */
const LONGEST = 64 * 1024;
/** ms for an attempt to connect by what was announced alone. */
const TRIAL = 10_000;

/** What {@link followAuthorities} works on. */
export interface AuthorityUpdaterParts {
  readonly agent: Agent;
  readonly caller: ApiCaller;
  /** For a trial connection; without one every authority that is known stays. */
  readonly apiOpen?: OpenFunc;
  readonly logger: Logger;
}

/** Whether the controller announces its authorities: a Juju controller does not. */
export function announcesAuthorities(caller: ApiCaller): boolean {
  return caller.facades.has(HoldfastAuthority.name);
}

/**
 * Writes down what the controller announces, now and after each change, until aborted. An authority
 * that is known is forgotten only once the controller was reached by those announced alone: an
 * announcement that leads nowhere strands nobody.
 */
export async function followAuthorities(
  parts: AuthorityUpdaterParts,
  signal: AbortSignal,
): Promise<void> {
  const { agent, caller } = parts;
  const authority = facadeClient(caller, HoldfastAuthority);
  const watch = await authority.WatchAuthorities({}, { signal });
  for await (const _ of watchNotify(caller, watch, { signal })) {
    const { "ca-certs": announced } = await authority.Authorities({}, { signal });
    await learn(announced, parts, signal);
    const fingerprints = certificates(agent.currentConfig().caCert).map((one) => fingerprint(one));
    await authority.SetLearnt({ fingerprints }, { signal });
  }
}

async function learn(
  announced: string,
  parts: AuthorityUpdaterParts,
  signal: AbortSignal,
): Promise<void> {
  const { agent, logger } = parts;
  const fault = faultOf(announced);
  if (fault !== undefined) {
    logger.warn("the controller announces authorities that cannot be used; keeping those we have", {
      fault,
    });
    return;
  }
  const fresh = certificates(announced);
  const known = certificates(agent.currentConfig().caCert);
  const dropped = without(known, fresh);
  if (dropped.length === 0 && without(fresh, known).length === 0) return;
  const proven = dropped.length === 0 || (await leadsThere(fresh, parts, signal));
  const kept = proven ? fresh : [...dropped, ...fresh];
  if (kept.length > MOST) {
    logger.warn("the controller announces one authority after the other; keeping those we have");
    return;
  }
  if (!proven) logger.warn("the controller cannot be reached by what it announces; keeping both");
  await agent.changeConfig((setter) => setter.setCaCert(kept.join("")));
  logger.info("controller authorities saved", {
    authorities: kept.map((one) => fingerprint(one)),
  });
}

/** Whether the controller shows a certificate that one of these vouches for. */
async function leadsThere(
  authorities: readonly string[],
  { agent, caller, apiOpen }: AuthorityUpdaterParts,
  signal: AbortSignal,
): Promise<boolean> {
  if (apiOpen === undefined) return false;
  const used = NarrowCaller.addressOf(caller);
  const addrs = used === undefined ? [...agent.currentConfig().apiAddresses] : [used];
  const options = { dialTimeout: TRIAL, timeout: TRIAL, retryDelay: 0 };
  try {
    const info = { addrs, caCert: authorities.join(""), skipLogin: true };
    await (await apiOpen(info, options, signal)).close();
    return true;
  } catch {
    signal.throwIfAborted();
    return false; // whatever it was: what is known goes on being trusted
  }
}

function faultOf(announced: string): string | undefined {
  if (announced.length > LONGEST) return `they are ${announced.length} characters long`;
  const { length } = certificates(announced);
  if (length > MOST) return `they are ${length}`;
  return certificateProblem(announced, "at any time");
}

/** Those of the first that are not among the others. */
function without(some: readonly string[], others: readonly string[]): readonly string[] {
  const known = new Set(others.map((one) => fingerprint(one)));
  return some.filter((one) => !known.has(fingerprint(one)));
}

/** The certificates in a PEM, each by itself. */
function certificates(pem: string): readonly string[] {
  return certificatesOnly(pem)
    .split(/(?<=-----END CERTIFICATE-----\n)/u)
    .filter((one) => one !== "");
}

/** SHA-256 of a certificate, as the controller names it. */
function fingerprint(pem: string): string {
  return createHash("sha256").update(new X509Certificate(pem).raw).digest("hex");
}
