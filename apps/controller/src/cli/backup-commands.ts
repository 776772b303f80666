import { type CommandContext, examples } from "@holdfast/command-line";
import type { Command } from "commander";

import { ControllerError } from "../errors.js";
import { backupController } from "../operator/backup.js";
import { restoreController } from "../operator/restore.js";
import {
  type CaPassphraseOptions,
  caPassphraseOf,
  type DataDirOptions,
  withCaPassphrase,
  withDataDir,
} from "./common.js";

/** The commands that copy a controller, and bring it back. */
export function addBackupCommands(program: Command, context: CommandContext): void {
  const backup = withCaPassphrase(withDataDir(program.command("backup")))
    .description(
      "Write all that must not be lost into one file, also while the controller runs; the authority's key only behind a passphrase",
    )
    .argument("<file>", "a new file")
    .action(async (file: string, options: DataDirOptions & CaPassphraseOptions) => {
      const { dataDir } = options;
      inDataDir(options);
      const caPassphrase = caPassphraseOf(options);
      const { keys } = await backupController({ dataDir, file, caPassphrase });
      context.print(`wrote ${file}`);
      context.print(
        keys === "encrypted"
          ? "the authority's key is in it, behind its passphrase: keep that elsewhere"
          : `the authority's key is not in it: copy ${dataDir}/ca-*.pem to another place, or put it behind a passphrase (--ca-passphrase-file)`,
      );
    });
  examples(backup, [
    [
      "each night",
      'controller backup --data-dir … --ca-passphrase-file … "/backup/controller-$(date +%F).sqlite"',
    ],
  ]);

  withDataDir(program.command("restore"))
    .description("Make a data directory without a controller into the controller of a backup")
    .argument("<file>", "what `controller backup` wrote")
    .action((file: string, options: DataDirOptions) => {
      const { dataDir } = options;
      inDataDir(options);
      const { controllerUuid, missingKeys } = restoreController({ dataDir, file });
      const first = missingKeys.map((key) => `copy ${key} there, from where you keep it; then`);
      const now = [...first, `controller run --data-dir ${dataDir}`].join("\n  ");
      context.print(`restored controller ${controllerUuid}; now: ${now}`);
    });
}

/** @throws {@link ControllerError} ERR_BACKUP where the state is in PostgreSQL, which has tools of its own for that */
function inDataDir({ store }: DataDirOptions): void {
  if (store === undefined) return;
  throw new ControllerError(
    "ERR_BACKUP",
    "the state is in PostgreSQL: pg_dump backs it up, pg_restore brings it back, and the authority's keys are the data directory's ca-*.pem",
  );
}
