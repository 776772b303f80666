import { type CommandContext, examples } from "@holdfast/command-line";
import type { Command } from "commander";

import { backupController, restoreController } from "../operator/backup.js";
import { type DataDirOptions, withDataDir } from "./common.js";

/** The commands that copy a controller, and bring it back. */
export function addBackupCommands(program: Command, context: CommandContext): void {
  const backup = withDataDir(program.command("backup"))
    .description("Write all that must not be lost into one file, also while the controller runs")
    .argument("<file>", "a new file, which holds the authority's key: keep it as you keep keys")
    .action((file: string, { dataDir }: DataDirOptions) => {
      backupController({ dataDir, file });
      context.print(`wrote ${file}`);
    });
  examples(backup, [
    ["each night", 'controller backup --data-dir … "/backup/controller-$(date +%F).sqlite"'],
  ]);

  withDataDir(program.command("restore"))
    .description("Make a data directory without a controller into the controller of a backup")
    .argument("<file>", "what `controller backup` wrote")
    .action((file: string, { dataDir }: DataDirOptions) => {
      const { controllerUuid } = restoreController({ dataDir, file });
      context.print(
        `restored controller ${controllerUuid}; now: controller run --data-dir ${dataDir}`,
      );
    });
}
