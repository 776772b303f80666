import {
  type CommandContext,
  durationOption,
  examples,
  wholeNumber,
  type LogFormat,
  SystemdService,
} from "@holdfast/command-line";
import { untilAborted } from "@holdfast/ports";
import { type Command, Option } from "commander";

import { JUJU_RELEASES, type JujuReleaseName } from "../api/juju-release.js";
import { DEFAULT_RATE_LIMIT } from "../api/token-bucket.js";
import { startController } from "../start-controller.js";
import {
  type CaPassphraseOptions,
  caPassphraseOf,
  type DataDirOptions,
  type FormatOptions,
  withCaPassphrase,
  withDataDir,
  withFormat,
} from "./common.js";

interface RunOptions extends DataDirOptions, FormatOptions, CaPassphraseOptions {
  readonly listen?: string;
  readonly asJuju: JujuReleaseName;
  readonly agentRatelimitMax: number;
  readonly agentRatelimitRate: number;
}

const MOST = 1_000_000;

export function addRunCommand(program: Command, context: CommandContext): void {
  const command = withCaPassphrase(withFormat(withDataDir(program.command("run"))))
    .description("Run the controller until it is told to stop (SIGTERM, Ctrl-C)")
    .option(
      "--listen <address>",
      "IP:PORT to listen on (default: where it listened last, at first a free port of 127.0.0.1)",
    )
    .addOption(
      new Option("--as-juju <release>", "the release of Juju as which it speaks")
        .choices(JUJU_RELEASES)
        .default("3.6"),
    )
    .option(
      "--agent-ratelimit-max <count>",
      "how many agents may log in at once; 0 for no limit",
      wholeNumber(0, MOST),
      DEFAULT_RATE_LIMIT.max,
    )
    .addOption(
      durationOption(
        "--agent-ratelimit-rate <duration>",
        "how long until there is room for one more",
        DEFAULT_RATE_LIMIT.interval,
      ),
    )
    .action(async (options: RunOptions, own: Command) => {
      const { env, clock, logger } = context;
      using service = SystemdService.start({ env, clock, logger });
      await using controller = await startController({
        dataDir: options.dataDir,
        store: options.store,
        listen: options.listen,
        asJuju: options.asJuju,
        caPassphrase: caPassphraseOf(options),
        rateLimit: { max: options.agentRatelimitMax, interval: options.agentRatelimitRate },
        logger,
        signal: context.signal,
      });
      const { address, controllerUuid } = controller;
      // What a supervisor waits for: one line, once agents can connect. Where the log is for machines it
      // is a line of that: whoever keeps it keeps both streams as one.
      if (options.format === "json") {
        context.print(JSON.stringify({ ready: true, address, "controller-uuid": controllerUuid }));
      } else if (own.optsWithGlobals<{ logFormat: LogFormat }>().logFormat === "human") {
        context.print(`controller ${controllerUuid} is ready at ${address}`);
      } else {
        logger.info(`ready at ${address}`, { "controller-uuid": controllerUuid });
      }
      service.ready(`listening at ${address}`);
      await untilAborted(context.signal);
      logger.info("stopping: connections are told, then closed");
      void service.stopping();
    });
  examples(command, [
    ["on a port that it chooses, and keeps", "controller run --data-dir ./controller"],
    ["for a supervisor", "controller run --data-dir ./controller --format json --log-format json"],
  ]);
}
