import { addressList } from "@holdfast/command-line";
import { Argument, type Command } from "commander";

import { type DataDirOptions, onController, withDataDir } from "./common.js";

/** The commands about the controller itself. */
export function addControllerCommands(program: Command): void {
  withDataDir(program.command("set-addresses"))
    .description("Tell agents where to find the controller (default: where it listens)")
    .argument("[addresses]", "HOST:PORT[,HOST:PORT…]; none to go back to the default", addressList)
    .action((addresses: readonly string[] | undefined, options: DataDirOptions) =>
      onController(options, (admin) => admin.setApiAddresses(addresses)),
    );

  withDataDir(program.command("maintenance"))
    .description("Keep agents out, as a Juju controller does during its own upgrade")
    .addArgument(new Argument("<state>", "whether they are kept out").choices(["on", "off"]))
    .action((state: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.setMaintenance(state === "on")),
    );
}
