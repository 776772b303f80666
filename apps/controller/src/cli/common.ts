import { type CommandContext, readSecret } from "@holdfast/command-line";
import { isTag, isUuid } from "@holdfast/names";
import { type Command, Option } from "commander";

import type { ControllerAdmin } from "../operator/controller-admin.js";
import { openStoreAdmin } from "../operator/open-admin.js";
import {
  passphraseFromCommand,
  passphraseFromFile,
  type PassphraseSource,
} from "../pki/passphrase.js";

/** What every command on a data directory understands. */
export interface DataDirOptions {
  readonly dataDir: string;
  readonly store?: string;
}

/** What every command that tells something understands. */
export interface FormatOptions {
  readonly format: "text" | "json";
}

/** Adds `--data-dir`, without which nothing here can be done, and `--store`. */
export function withDataDir(command: Command): Command {
  return command
    .requiredOption("--data-dir <dir>", "where the controller keeps all it has")
    .addOption(
      new Option(
        "--store <url>",
        "postgres://… where its state is kept instead, with other controllers",
      ).env("HOLDFAST_STORE"),
    );
}

/** Adds `--format`. */
export function withFormat(command: Command): Command {
  return command.addOption(
    new Option("--format <format>", "how to tell it").choices(["text", "json"]).default("text"),
  );
}

/** Adds `--model`. */
export function withModel(command: Command): Command {
  return command.option("--model <model>", "UUID or name (default: the controller's own model)");
}

/** What every command that signs by the authority's key understands. */
export interface CaPassphraseOptions {
  readonly caPassphraseFile?: string;
  readonly caPassphraseCommand?: string;
}

/** Adds `--ca-passphrase-file` and `--ca-passphrase-command`. */
export function withCaPassphrase(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--ca-passphrase-file <file>",
        "where the passphrase of the authority's key is: its first line",
      ).conflicts("caPassphraseCommand"),
    )
    .option(
      "--ca-passphrase-command <command>",
      "what writes that passphrase to its standard output, such as a secret store's client",
    );
}

/** What gives the passphrase; undefined where none was named. */
export function caPassphraseOf(options: CaPassphraseOptions): PassphraseSource | undefined {
  const { caPassphraseFile, caPassphraseCommand } = options;
  if (caPassphraseFile !== undefined) return passphraseFromFile(caPassphraseFile);
  return caPassphraseCommand === undefined ? undefined : passphraseFromCommand(caPassphraseCommand);
}

/** Adds `--password-stdin`. */
export function withPassword(command: Command): Command {
  return command.option(
    "--password-stdin",
    "read the password from standard input (default: one is made up, and printed)",
  );
}

/** The password on standard input where it is to be read; undefined where one is to be made up. */
export async function passwordFrom(
  options: { readonly passwordStdin?: boolean },
  context: CommandContext,
): Promise<string | undefined> {
  return options.passwordStdin === true ? readSecret(context, "the password") : undefined;
}

/** Does one thing to the controller of the data directory; the signal ends what it waits for. */
export async function onController<T>(
  options: DataDirOptions & CaPassphraseOptions,
  body: (admin: ControllerAdmin) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await using admin = await openStoreAdmin({
    dataDir: options.dataDir,
    store: options.store,
    caPassphrase: caPassphraseOf(options),
    signal,
  });
  return await body(admin);
}

/**
 * The tag that is meant: a tag as it is, `0` for `machine-0`, a model's UUID, or, where it is none of
 * those, a model's name.
 */
export async function tagOf(text: string, admin: ControllerAdmin): Promise<string> {
  if (isTag(text)) return text;
  if (/^\d+$/u.test(text)) return `machine-${text}`;
  if (isUuid(text)) return `model-${text}`;
  const { models } = await admin.status();
  const named = models.filter((model) => model.name === text);
  return named.length === 1 ? `model-${named[0]?.uuid}` : text;
}
