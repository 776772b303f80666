// What systemd is told of a service, from its start to its end: that it lives, that it is ready, how it is,
// that it reads its configuration again, that it stops.
//
//   starting ──ready──► running ──reload──► reloading ──done──► running
//      └──────────────────┴───────────────stopping──────────────────► stopping: its status stays that
import type { Clock, Logger } from "@holdfast/ports";

import { type Notifier, systemdNotifier } from "./notifier.js";
import { startWatchdog, watchdogInterval } from "./watchdog.js";

/** What {@link SystemdService.start} looks at. */
export interface SystemdServiceOptions {
  /** What systemd says to its services is in it: `NOTIFY_SOCKET`, `WATCHDOG_USEC`. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * A service of systemd's. Nothing is said where systemd did not start this process; what cannot be said is
 * a warning, and none of its methods rejects for it.
 *
 * @example
 * ```ts
 * import { SystemdService } from "@holdfast/command-line";
 * import { silentLogger, systemClock } from "@holdfast/ports";
 *
 * const env = {}; // a command's context has the process's
 * const service = SystemdService.start({ env, logger: silentLogger, clock: systemClock });
 * service.ready("listening at 127.0.0.1:17070");
 * await service.stopping();
 * service[Symbol.dispose]();
 * ```
 */
export class SystemdService implements Disposable {
  readonly #notifier: Notifier;
  readonly #watchdog: Disposable | undefined;
  #state: "starting" | "running" | "stopping" = "starting";
  #told = "";

  /** Tells from now on that the process lives, where systemd wants to hear that. */
  static start({ env, logger, clock }: SystemdServiceOptions): SystemdService {
    const notifier = systemdNotifier({ env, logger });
    const interval = watchdogInterval(env);
    const watchdog = interval === undefined ? undefined : startWatchdog(notifier, interval, clock);
    return new SystemdService(notifier, watchdog);
  }

  constructor(notifier: Notifier, watchdog?: Disposable) {
    this.#notifier = notifier;
    this.#watchdog = watchdog;
  }

  /** Whoever waits for this service may go on. */
  ready(status: string): void {
    this.#state = "running";
    this.#told = status;
    void this.#notifier.send("READY=1", `STATUS=${status}`);
  }

  /** How it is, in one line; said where it is running and another than before. */
  status(status: string): void {
    if (this.#state !== "running" || status === this.#told) return;
    this.#told = status;
    void this.#notifier.send(`STATUS=${status}`);
  }

  /** Tells that the configuration is being read again, and when that is done. */
  async reload(work: () => Promise<void>): Promise<void> {
    const microseconds = process.hrtime.bigint() / 1000n;
    await this.#notifier.send("RELOADING=1", `MONOTONIC_USEC=${microseconds}`);
    await work();
    await this.#notifier.send("READY=1");
  }

  stopping(): Promise<void> {
    this.#state = "stopping";
    return this.#notifier.send("STOPPING=1", "STATUS=stopping");
  }

  /** Tells no longer that it lives. */
  [Symbol.dispose](): void {
    this.#watchdog?.[Symbol.dispose]();
  }
}
