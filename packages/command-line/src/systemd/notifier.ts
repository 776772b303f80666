// Words for systemd (sd_notify): ready, reloading, stopping, alive. They go through the program
// `systemd-notify`, since Node has no unix datagram sockets: it is there wherever systemd is, and the
// packages that speak the protocol themselves are native add-ons, which have to be compiled.
import { execFile } from "node:child_process";

import type { Logger } from "@holdfast/ports";

/** Where words for the service manager go. */
export interface Notifier {
  /** Sends assignments such as `READY=1`, in order with all others. Never rejects. */
  send(...words: readonly string[]): Promise<void>;
}

/** What {@link systemdNotifier} looks at. */
export interface NotifierOptions {
  /** `NOTIFY_SOCKET` says where systemd listens. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logger: Logger;
}

/** Tells systemd; says nothing where no systemd started us. */
export function systemdNotifier({ env, logger }: NotifierOptions): Notifier {
  if ((env["NOTIFY_SOCKET"] ?? "") === "") return { send: () => Promise.resolve() };
  let last = Promise.resolve();
  return {
    send: (...words) => {
      last = last.then(() => run(words, env, logger));
      return last;
    },
  };
}

function run(words: readonly string[], env: NotifierOptions["env"], logger: Logger): Promise<void> {
  return new Promise((resolve) => {
    execFile("systemd-notify", [...words], { env: { ...env }, timeout: 5000 }, (error) => {
      if (error !== null) logger.warn("cannot tell systemd", { words: words.join(" "), error });
      resolve();
    });
  });
}
