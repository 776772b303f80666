import { type CommandContext, examples, UsageError } from "@holdfast/command-line";
import { type Command, Option } from "commander";

import type { PassphraseSource } from "../pki/passphrase.js";
import {
  type CaPassphraseOptions,
  caPassphraseOf,
  type DataDirOptions,
  onController,
  withCaPassphrase,
  withDataDir,
} from "./common.js";

interface PassphraseOptions extends DataDirOptions, CaPassphraseOptions {
  readonly newPassphraseFile?: string;
  readonly newPassphraseCommand?: string;
  readonly inPlain?: boolean;
}

/** `controller ca change-passphrase`. */
export function addPassphraseCommand(ca: Command, context: CommandContext): void {
  const change = withCaPassphrase(withDataDir(ca.command("change-passphrase")))
    .description("Put the authority's key behind another passphrase, or behind none")
    .addOption(
      new Option(
        "--new-passphrase-file <file>",
        "where the new passphrase is: its first line",
      ).conflicts(["newPassphraseCommand", "inPlain"]),
    )
    .addOption(
      new Option(
        "--new-passphrase-command <command>",
        "what writes the new passphrase to its standard output",
      ).conflicts("inPlain"),
    )
    .option("--in-plain", "leave the key without a passphrase: whoever reads its file has it")
    .action((options: PassphraseOptions) => {
      const passphrase = newPassphraseOf(options);
      return onController(
        options,
        async (admin) => {
          await admin.changeCaPassphrase({ passphrase });
          context.print(
            passphrase === undefined
              ? "the authority's key is in plain; a controller that is started with a passphrase puts it behind that again"
              : "the authority's key opens by the new passphrase; a controller that runs asks where it asked before: have the new one there",
          );
        },
        context.signal,
      );
    });
  examples(change, [
    [
      "to another file's",
      "controller ca change-passphrase --data-dir … --ca-passphrase-file old --new-passphrase-file new",
    ],
  ]);
}

function newPassphraseOf(options: PassphraseOptions): PassphraseSource | undefined {
  const { newPassphraseFile, newPassphraseCommand, inPlain = false } = options;
  const source = caPassphraseOf({
    ...(newPassphraseFile === undefined ? {} : { caPassphraseFile: newPassphraseFile }),
    ...(newPassphraseCommand === undefined ? {} : { caPassphraseCommand: newPassphraseCommand }),
  });
  if (source === undefined && !inPlain) {
    throw new UsageError(
      "ERR_MISSING_OPTION",
      "name the new passphrase by --new-passphrase-file or --new-passphrase-command, or say --in-plain",
    );
  }
  return source;
}
