import { DAY } from "@holdfast/certificates";
import {
  addressList,
  type CommandContext,
  durationOption,
  readInputFile,
} from "@holdfast/command-line";
import { Argument, type Command } from "commander";

import {
  type CaPassphraseOptions,
  type DataDirOptions,
  type FormatOptions,
  onController,
  tagOf,
  withCaPassphrase,
  withDataDir,
  withFormat,
  withModel,
} from "./common.js";

interface IssueOptions extends DataDirOptions, FormatOptions, CaPassphraseOptions {
  readonly model?: string;
  readonly lifetime: number;
}

/** The commands about the controller itself. */
export function addControllerCommands(program: Command, context: CommandContext): void {
  withDataDir(program.command("trust-client-ca"))
    .description("Name the authorities, besides our own, whose certificates identify agents")
    .argument("[files...]", "PEM files, one authority each; none for our own alone")
    .action((files: readonly string[], options: DataDirOptions) =>
      onController(options, async (admin) => {
        const read = files.map((file) =>
          readInputFile(file, "the authority's certificate", context.signal),
        );
        await admin.setClientAuthorities(await Promise.all(read));
      }),
    );

  withCaPassphrase(withFormat(withModel(withDataDir(program.command("issue-client-certificate")))))
    .description("Print a certificate, and its key, by which an agent logs in without a password")
    .argument("<agent>", "such as machine-0, or 0")
    .addOption(durationOption("--lifetime <duration>", "how long it is good for", DAY))
    .action((agent: string, options: IssueOptions) =>
      onController(
        options,
        async (admin) => {
          const { model, lifetime } = options;
          const tag = await tagOf(agent, admin);
          const issued = await admin.issueClientCertificate({ tag, model, lifetime });
          if (options.format === "json") context.printJson(issued);
          else context.print(`${issued.cert}\n${issued.key}`);
        },
        context.signal,
      ),
    );

  withDataDir(program.command("set-addresses"))
    .description("Tell agents where to find the controller (default: where it listens)")
    .argument("[addresses]", "HOST:PORT[,HOST:PORT…]; none to go back to the default", addressList)
    .action((addresses: readonly string[] | undefined, options: DataDirOptions) =>
      onController(options, (admin) => admin.setApiAddresses(addresses)),
    );

  withDataDir(program.command("remove-controller <id>"))
    .description(
      "Forget one of several controllers that does not come back: agents dial it no more",
    )
    .action((id: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.removeController(id)),
    );

  withDataDir(program.command("maintenance"))
    .description("Keep agents out, as a Juju controller does during its own upgrade")
    .addArgument(new Argument("<state>", "whether they are kept out").choices(["on", "off"]))
    .action((state: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.setMaintenance(state === "on")),
    );
}
