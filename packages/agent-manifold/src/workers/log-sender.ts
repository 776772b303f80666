// Sends the agent's log to the controller's `logsink`, a line at a time, whenever there is one. The stream is
// open only while there is something to say: most agents say nothing for hours, and there are many. A
// controller that ships its logs elsewhere (HTTP 503) is asked again, seldom, for as long as it does.
import { type ApiCaller, type ApiStream, UpgradeRefusedError } from "@holdfast/api-open";
import { type Manifold, type ResourceName, runWorker } from "@holdfast/dependency-engine";
import {
  type Clock,
  findInChain,
  isKind,
  type Logger,
  silentLogger,
  sleep,
  systemClock,
} from "@holdfast/ports";

import { reportingWorker } from "../reporting-worker.js";
import { firstAborted } from "../first-aborted.js";
import type { LogBuffer, LogsinkLine } from "./log-buffer.js";

/** What {@link logSenderManifold} is made from. */
export interface LogSenderConfig {
  readonly apiCallerName: ResourceName<ApiCaller>;
  /** What is logged while the controller is away waits in it. */
  readonly buffer: LogBuffer;
  /** Sent with each line, in the words of the controller's release. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** While a controller takes no logs: ms to the next try at first, and at most. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 60_000;
/** ms without a line after which the stream is closed until the next one: it is a connection of its own. */
const KEPT_OPEN = 20_000;

/**
 * The manifold whose worker sends what waits in the buffer. A line that could not be sent stays in it
 * for the next worker. It is nobody's input: the agent does its work whether or not its log arrives.
 */
export function logSenderManifold(config: LogSenderConfig): Manifold {
  return {
    inputs: [config.apiCallerName],
    start: (context) => {
      const sender = new LogSender(context.get(config.apiCallerName), config);
      return reportingWorker(
        runWorker((signal) => sender.run(signal)),
        () => sender.report(),
      );
    },
  };
}

class LogSender {
  readonly #caller: ApiCaller;
  readonly #config: LogSenderConfig;
  readonly #labels: Pick<LogsinkLine, "b" | "c">;
  #sent = 0;
  #rests = false;

  constructor(caller: ApiCaller, config: LogSenderConfig) {
    this.#caller = caller;
    this.#config = config;
    this.#labels = labelsFor(caller.serverVersion, config.labels);
  }

  report(): Record<string, unknown> {
    const { buffer } = this.#config;
    return {
      sent: this.#sent,
      waiting: buffer.length,
      dropped: buffer.dropped,
      ...(this.#rests ? { rests: "the controller ships its logs elsewhere" } : {}),
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { buffer } = this.#config;
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one stream after the other
      await firstAborted(signal, buffer.arrival);
      signal.throwIfAborted();
      // oxlint-disable-next-line no-await-in-loop
      await using stream = await this.#open(signal);
      // oxlint-disable-next-line no-await-in-loop
      await this.#send(stream, signal);
    }
  }

  /** Sends until nothing has come for a while. */
  async #send(stream: ApiStream, signal: AbortSignal): Promise<void> {
    const { buffer, clock = systemClock } = this.#config;
    for (;;) {
      signal.throwIfAborted();
      const record = buffer.first();
      if (record === undefined) {
        const idle = new AbortController();
        const timer = clock.setTimeout(() => idle.abort(), KEPT_OPEN);
        const first = await firstAborted(signal, stream.closed, buffer.arrival, idle.signal);
        clock.clearTimeout(timer);
        if (first === idle.signal) return;
        if (first === stream.closed) throw stream.closed.reason;
        continue;
      }
      await stream.send({ ...record, ...this.#labels });
      buffer.sent(record);
      this.#sent++;
    }
  }

  async #open(signal: AbortSignal): Promise<ApiStream> {
    const { clock = systemClock, logger = silentLogger } = this.#config;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        // With a version the controller pings, and does not end a stream on which nothing is said.
        const stream = await this.#caller.connectStream("/logsink", {
          query: { version: "1" },
          signal,
        });
        this.#rests = false;
        return stream;
      } catch (error) {
        if (!shipsElsewhere(error)) throw error;
        if (!this.#rests) {
          logger.info("the controller takes no logs: it ships its own elsewhere; asked again");
        }
        this.#rests = true;
        await sleep(pause, { clock, signal });
      }
    }
  }
}

function shipsElsewhere(error: unknown): boolean {
  const refused = findInChain(error, (link) => isKind(link, UpgradeRefusedError));
  return refused?.status === 503;
}

/** Juju 3 has a list of words, Juju 4 an object; each ignores the other's. */
function labelsFor(
  serverVersion: string | undefined,
  labels: LogSenderConfig["labels"] = {},
): Pick<LogsinkLine, "b" | "c"> {
  if (Object.keys(labels).length === 0) return {};
  const major = Number(serverVersion?.split(".")[0] ?? 3);
  return major >= 4 ? { b: labels } : { c: Object.values(labels) };
}
