import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { readTrustedFile, UntrustedFileError } from "@holdfast/file-lock";
import { abortable } from "@holdfast/ports";

import { ControllerError } from "../errors.js";

/** Gives a passphrase each time that one is needed: nobody keeps it meanwhile. Once aborted, nobody waits. */
export type PassphraseSource = (signal?: AbortSignal) => Promise<string>;

/** ms that a command has to give a passphrase: a secret store may be far away. */
const COMMAND_TIMEOUT = 60_000;
/** Characters: shorter ones are guessed. */
const SHORTEST = 12;

/** The first line of a file, which nobody but its owner may have written. */
export function passphraseFromFile(file: string): PassphraseSource {
  return async () => {
    try {
      return checked(Buffer.from(await readTrustedFile(file)).toString("utf8"), file);
    } catch (cause) {
      if (cause instanceof ControllerError) throw cause;
      const code = cause instanceof UntrustedFileError ? cause.code : "ERR_CA_KEY";
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new ControllerError(code, `cannot read the passphrase: ${why}`, { cause });
    }
  };
}

/** The first line that a shell's command writes. */
export function passphraseFromCommand(command: string): PassphraseSource {
  return async (signal) => {
    try {
      const options = { timeout: COMMAND_TIMEOUT, windowsHide: true, signal };
      const { stdout } = await promisify(execFile)("/bin/sh", ["-c", command], options);
      return checked(stdout, "what the command wrote");
    } catch (cause) {
      if (cause instanceof ControllerError) throw cause;
      signal?.throwIfAborted();
      // The error has what the command wrote: perhaps the passphrase.
      const code = cause instanceof Error && "code" in cause ? String(cause.code) : "a signal";
      throw new ControllerError(
        "ERR_CA_KEY",
        `the command that gives the passphrase ended with ${code}: run it by hand and see`,
      );
    }
  };
}

/** Asks for the passphrase, and waits for it no longer than until the signal is aborted. */
export function ask(source: PassphraseSource, signal: AbortSignal): Promise<string> {
  return abortable(signal, (resolve, reject) => {
    source(signal).then(resolve, reject);
  });
}

function checked(text: string, where: string): string {
  const [line = ""] = text.split(/\r?\n/u);
  if (line.length >= SHORTEST) return line;
  throw new ControllerError(
    "ERR_CA_KEY",
    `the first line of ${where} is no passphrase: it has ${line.length} characters, and ${SHORTEST} are the least`,
  );
}
