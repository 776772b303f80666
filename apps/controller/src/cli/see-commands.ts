import { type CommandContext, examples, integer } from "@holdfast/command-line";
import { shownJson, shownText } from "@holdfast/ports";
import type { Command } from "commander";

import { readLogs } from "../operator/read-logs.js";
import type { AuthorityStatus } from "../operator/authority-status.js";
import type { AgentStatus, ControllerStatus } from "../operator/status.js";
import { metricsText } from "./metrics-text.js";
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
    .description("Show the controller, its models, and which of their agents are connected")
    .action((options: DataDirOptions & FormatOptions) =>
      onController(options, (admin) => {
        const status = admin.status();
        if (options.format === "json") context.printJson(status);
        else context.print(statusText(status));
      }),
    );

  const metrics = withDataDir(program.command("metrics"))
    .description("Print what a monitoring system asks, in the text format of Prometheus")
    .action((options: DataDirOptions) =>
      onController(options, async (admin) =>
        context.print((await metricsText(admin.status())).trimEnd()),
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
    .option("--limit <lines>", "how many at most", integer(1, MOST_LINES), 200)
    .action(
      (options: DataDirOptions & FormatOptions & { readonly model?: string; limit: number }) => {
        for (const record of readLogs(options)) {
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

function statusText(status: ControllerStatus): string {
  const {
    running,
    address = "not yet anywhere",
    controllerUuid,
    models,
    users,
    authority,
  } = status;
  return [
    `controller ${controllerUuid}`,
    running ? `  running, listening on ${address}` : `  not running; it listened on ${address}`,
    ...(users.length === 0 ? [] : [`  users: ${users.join(", ")}`]),
    ...authorityText(authority),
    ...models.flatMap(({ name, uuid, life, agents }) => [
      `model ${name} ${uuid} (${life})`,
      ...(agents.length === 0 ? ["  no agents"] : agents.map(agentText)),
    ]),
  ].join("\n");
}

function authorityText(authority: AuthorityStatus): string[] {
  const { certificates, key, compromised, notLearnt, revoked, warnings } = authority;
  return [
    ...certificates.map(
      ({ role, fingerprint, expires }) =>
        `  certificate of the ${role}: until ${expires.slice(0, 10)}, SHA-256 ${fingerprint}`,
    ),
    `  the authority's key is ${key}${compromised ? ", was stolen, and vouches for nobody" : ""}`,
    ...(notLearnt.length === 0
      ? []
      : [`  do not trust the next authority yet: ${notLearnt.map(({ tag }) => tag).join(", ")}`]),
    ...(revoked.length === 0 ? [] : [`  revoked certificates: ${revoked.join(", ")}`]),
    ...warnings.map((warning) => `  warning: ${warning}`),
  ];
}

function agentText(agent: AgentStatus): string {
  const { tag, life, connectedSince, provisioned, status, statusInfo } = agent;
  const version = agent.agentVersion ?? "";
  const asked = agent.reboot === undefined ? "" : `asked to ${agent.reboot}`;
  const connection =
    connectedSince === undefined ? "not connected" : `connected since ${connectedSince}`;
  const state = provisioned ? status : "not provisioned";
  const facts = [life, state, connection, version, asked, statusInfo];
  const said = facts.filter((fact) => fact !== "").map((fact) => shownText(fact));
  return `  ${tag}: ${said.join(", ")}`;
}
