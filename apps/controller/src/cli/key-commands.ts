import { type CommandContext, examples } from "@holdfast/command-line";
import type { Command } from "commander";

import {
  type CaPassphraseOptions,
  type DataDirOptions,
  type FormatOptions,
  onController,
  withCaPassphrase,
  withDataDir,
  withFormat,
} from "./common.js";
import { addPassphraseCommand } from "./passphrase-command.js";

type KeyOptions = DataDirOptions & CaPassphraseOptions;

/** The commands about the controller's authority, and about certificates that are good no more. */
export function addKeyCommands(program: Command, context: CommandContext): void {
  const ca = program
    .command("ca")
    .description("Replace the controller's authority, which agents trust, or its key's passphrase");
  addRotationCommands(ca, context);
  addPassphraseCommand(ca, context);

  withFormat(withCaPassphrase(withDataDir(program.command("rekey"))))
    .description(
      "After a theft of the data directory or a backup: make every key and every user's password anew",
    )
    .option("--keep-user-passwords", "leave users their passwords, which a thief may guess")
    .action((options: KeyOptions & FormatOptions & { readonly keepUserPasswords?: boolean }) =>
      onController(
        options,
        async (admin) => {
          const { keepUserPasswords } = options;
          const { users } = await admin.rekey({ keepUserPasswords });
          if (options.format === "json") {
            context.printJson({ users });
            return;
          }
          for (const { name, password } of users) context.print(`user ${name}: ${password}`);
          context.print(
            "certificates of before are refused; agents learn the new authority: when `controller status` says that all have, controller ca finish",
          );
        },
        context.signal,
      ),
    );

  withDataDir(program.command("revoke-certificate"))
    .description("Refuse a client's certificate from now on; sessions by it end")
    .argument("<serial>", "its serial number, as `openssl x509 -serial` shows it")
    .action((serial: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.revokeCertificate(serial)),
    );
}

function addRotationCommands(ca: Command, context: CommandContext): void {
  const rotate = withCaPassphrase(withDataDir(ca.command("rotate")))
    .description(
      "Make the authority that is to take over; agents learn it, and trust both meanwhile",
    )
    .option(
      "--without-overlap",
      "let it take over at once: for a lost key; every agent has to be given it (controller ca-cert)",
    )
    .action((options: KeyOptions & { readonly withoutOverlap?: boolean }) =>
      onController(
        options,
        async (admin) => {
          const { withoutOverlap = false } = options;
          await admin.rotateAuthority({ withoutOverlap });
          context.print(
            withoutOverlap
              ? "another authority has taken over: give it to every agent (controller ca-cert)"
              : "agents learn the next authority: when `controller status` says that all have, controller ca finish",
          );
        },
        context.signal,
      ),
    );
  examples(rotate, [
    ["begin", "controller ca rotate --data-dir …"],
    ["see who has not learnt it yet", "controller status --data-dir …"],
    ["end", "controller ca finish --data-dir …"],
  ]);

  withCaPassphrase(withDataDir(ca.command("finish")))
    .description("Let the next authority take over; the old one and its key are gone")
    .option("--force", "also where agents do not trust it yet: they cannot connect any more")
    .action((options: KeyOptions & { readonly force?: boolean }) =>
      onController(
        options,
        async (admin) => {
          await admin.finishAuthorityRotation({ force: options.force });
          context.print("the next authority has taken over");
        },
        context.signal,
      ),
    );

  withDataDir(ca.command("cancel"))
    .description("Take the next authority back before it has taken over: the present one stays")
    .option(
      "--force",
      "also where agents trust the next one alone, or have certificates by it: they cannot connect any more",
    )
    .action((options: DataDirOptions & { readonly force?: boolean }) =>
      onController(
        options,
        async (admin) => {
          await admin.cancelAuthorityRotation({ force: options.force });
          context.print("the next authority is taken back; agents forget it");
        },
        context.signal,
      ),
    );
}
