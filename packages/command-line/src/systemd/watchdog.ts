import type { Clock, Timer } from "@holdfast/ports";

import type { Notifier } from "./notifier.js";

/** How often systemd wants to hear of us, in ms; undefined where it does not. */
export function watchdogInterval(
  env: Readonly<Record<string, string | undefined>>,
  pid: number = process.pid,
): number | undefined {
  const microseconds = Number(env["WATCHDOG_USEC"] ?? Number.NaN);
  if (!(microseconds > 0)) return undefined;
  const { WATCHDOG_PID: forWhom } = env;
  if (forWhom !== undefined && Number(forWhom) !== pid) return undefined;
  return microseconds / 1000;
}

/**
 * Tells systemd that we live, twice in each interval, until it is disposed of. The timer is the event
 * loop's: a loop that is stuck says nothing, and systemd starts the agent again.
 */
export function startWatchdog(notifier: Notifier, interval: number, clock: Clock): Disposable {
  let timer: Timer;
  const tell = (): void => {
    void notifier.send("WATCHDOG=1");
    timer = clock.setTimeout(tell, interval / 2);
  };
  tell();
  return { [Symbol.dispose]: () => clock.clearTimeout(timer) };
}
