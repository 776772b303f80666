// A fleet lives through what a seed chooses, for as long as told; and then all must be well with it.
import { openAgent } from "@holdfast/agent-config";
import { open } from "@holdfast/api-open";
import { errorText, sleep, systemClock } from "@holdfast/ports";

import { doFault } from "./do-fault.js";
import { faultText, planSoak } from "./schedule.js";
import { SoakFleet, type SoakTag } from "./soak-fleet.js";

/** What a soak is told. */
export interface SoakOptions {
  readonly seed: number;
  /** ms for faults; one that has begun is finished. */
  readonly duration: number;
  readonly agents: number;
  /** A module that is the agents' connect strategy, for a flaw that must be found. */
  readonly strategy?: string | undefined;
  /** Ends after so many faults, where that comes first. */
  readonly most?: number | undefined;
  readonly say: (what: string) => void;
  readonly signal: AbortSignal;
}

/** What it saw. */
export interface SoakReport {
  /** What happened, in its order. */
  readonly faults: readonly string[];
  /** What is wrong at its end: nothing, or the soak has failed. */
  readonly wrong: string[];
  /** ms until every agent was back after the last fault. */
  readonly backAfter: number;
}

/** ms after the last fault within which every agent must be back: far more than it takes. */
const BACK_WITHIN = 90_000;
/** ms for which they must be there for it to count. */
const STAYS = 1000;

/** Runs a soak. @throws what kept it from being run, such as a controller that does not start */
export async function runSoak(options: SoakOptions): Promise<SoakReport> {
  const { seed, duration, agents, strategy, most = Infinity, say, signal } = options;
  await using fleet = await SoakFleet.start({ agents, strategy });
  // With a flaw they need not come so far; but each of a process has made a password its own.
  if (strategy !== undefined) {
    await Promise.all(fleet.hosts.map((host) => host.hasSaid("api-caller starts again")));
  }
  const first = await back(fleet, strategy === undefined ? BACK_WITHIN : 0, signal);
  const before = fleet.hosts.map((host) => host.holds());
  const faults: string[] = [];
  const until = systemClock.now() + duration;
  for (const { after, fault } of planSoak({ seed, agents })) {
    if (systemClock.now() + after >= until || faults.length >= most || first.away.length > 0) break;
    // oxlint-disable-next-line no-await-in-loop -- one fault after the other
    await sleep(after, { clock: systemClock, signal });
    const text = faultText(fault);
    faults.push(text);
    say(text);
    // oxlint-disable-next-line no-await-in-loop
    await doFault(fleet, fault, signal);
  }
  say("the last fault is over");
  await fleet.relay(0);
  const { away, took } = first.away.length > 0 ? first : await back(fleet, BACK_WITHIN, signal);
  const wrong = [
    ...away.map((tag) => `${tag} is not connected${whyAway(fleet, tag)}`),
    ...(away.length > 0 ? [] : leaks(fleet, before)),
    ...(await lostPasswords(fleet, signal)),
  ];
  return { faults, wrong, backAfter: took };
}

async function back(
  fleet: SoakFleet,
  within: number,
  signal: AbortSignal,
): Promise<{ readonly away: readonly SoakTag[]; readonly took: number }> {
  const began = systemClock.now();
  let since: number | undefined;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- one look after the other
    const away = await fleet.away(signal);
    const took = systemClock.now() - began;
    if (away.length > 0) since = undefined;
    else since ??= took;
    // A connection may be about to end: they must all stay.
    if (since !== undefined && took - since >= STAYS) return { away, took: since };
    if (since === undefined && took > within) return { away, took };
    // oxlint-disable-next-line no-await-in-loop
    await sleep(100, { clock: systemClock, signal });
  }
}

/** What its process said of it last that was no mere information. */
function whyAway(fleet: SoakFleet, tag: SoakTag): string {
  const host = fleet.host(fleet.hostOf(fleet.tags.indexOf(tag)));
  const own = `"agent":"${tag}"`;
  const line = host.last(own, '"level":"error"') ?? host.last(own) ?? host.last("");
  return line === undefined ? "" : `: ${line}`;
}

/** An agent may have its log's stream open, or none: what it holds beyond that has leaked. */
function leaks(
  fleet: SoakFleet,
  before: readonly ReturnType<SoakFleet["hosts"][number]["holds"]>[],
): string[] {
  return fleet.hosts.flatMap((host, number) => {
    const now = host.holds();
    const then = before[number];
    if (now === undefined || then === undefined) return [];
    const more = now.descriptors - then.descriptors;
    const allowed = fleet.tags.length + 10;
    if (more <= allowed) return [];
    return [`process ${number} of agents holds ${more} descriptors more than at first`];
  });
}

/** Stops every agent, and logs in with what its file has. */
async function lostPasswords(fleet: SoakFleet, signal: AbortSignal): Promise<string[]> {
  const codes = await Promise.all(fleet.hosts.map((host) => host.end("SIGTERM")));
  const ends = codes.flatMap((code, number) =>
    code === 0 ? [] : [`process ${number} of agents ended with ${code ?? "a signal"}`],
  );
  const lost = await Promise.all(fleet.tags.map((tag) => whyLost(fleet, tag, signal)));
  return [...ends, ...lost.flat()];
}

async function whyLost(fleet: SoakFleet, tag: SoakTag, signal: AbortSignal): Promise<string[]> {
  await using agent = await openAgent({ dataDir: fleet.dataDir, tag, recheckInterval: Infinity });
  const config = agent.currentConfig();
  const info = config.apiInfo();
  let why = "no address is known";
  for (const password of [info?.password ?? "", config.oldPassword]) {
    if (info === undefined || password === "") continue;
    try {
      // oxlint-disable-next-line no-await-in-loop -- one password after the other
      await using connection = await open(
        { ...info, addrs: [fleet.address], password },
        {},
        signal,
      );
      if (connection.authTag === tag) return [];
    } catch (error) {
      why = errorText(error);
    }
  }
  return [`no password in the file of ${tag} opens a login: ${why}`];
}
