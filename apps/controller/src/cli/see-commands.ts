import { type CommandContext, examples, wholeNumber } from "@holdfast/command-line";
import { shownJson, shownText } from "@holdfast/ports";
import type { Command } from "commander";

import { readStoreLogs } from "../operator/read-logs.js";
import { metricsText } from "./metrics-text.js";
import { statusText } from "./status-text.js";
import {
  type DataDirOptions,
  type FormatOptions,
  onController,
  withDataDir,
  withFormat,
  withModel,
} from "./common.js";

const MOST_LINES = 100_000;

/** The commands that only look. */
export function addSeeCommands(program: Command, context: CommandContext): void {
  withFormat(withDataDir(program.command("status")))
    .description("Show the controller, its models with their agents, and every session")
    .action((options: DataDirOptions & FormatOptions) =>
      onController(options, async (admin) => {
        const status = await admin.status();
        if (options.format === "json") context.printJson(status);
        else context.print(statusText(status));
      }),
    );

  const metrics = withDataDir(program.command("metrics"))
    .description("Print what a monitoring system asks, in the text format of Prometheus")
    .action((options: DataDirOptions) =>
      onController(options, async (admin) =>
        context.print((await metricsText(await admin.status())).trimEnd()),
      ),
    );
  examples(metrics, [
    [
      "each minute, for node_exporter's textfile collector",
      "controller metrics --data-dir … > /var/lib/node_exporter/holdfast.prom",
    ],
  ]);

  withDataDir(program.command("ca-cert"))
    .description("Print the certificate of the controller's authority, PEM: what agents trust")
    .action((options: DataDirOptions) =>
      onController(options, (admin) => context.print(admin.caCert)),
    );

  withFormat(withModel(withDataDir(program.command("logs"))))
    .description(
      "Print what agents have sent of their logs, the newest last, with the controller's time",
    )
    .option("--limit <lines>", "how many at most", wholeNumber(1, MOST_LINES), 200)
    .action(
      async (
        options: DataDirOptions & FormatOptions & { readonly model?: string; limit: number },
      ) => {
        for (const record of await readStoreLogs({ ...options, signal: context.signal })) {
          const { received, tag, level, module, message } = record;
          const time = received === undefined ? record.time : new Date(received).toISOString();
          context.print(
            options.format === "json"
              ? shownJson(record)
              : [time, tag, level, module, message].map((text) => shownText(text)).join(" "),
          );
        }
      },
    );
}
