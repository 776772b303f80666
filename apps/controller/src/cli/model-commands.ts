import { addressList, type CommandContext, readInputFile, uuid } from "@holdfast/command-line";
import { Argument, type Command } from "commander";

import { type Phase, PHASES } from "../state/migration.js";
import { MODEL_ACCESS, type ModelAccess } from "../state/user.js";
import { type DataDirOptions, onController, withDataDir } from "./common.js";

interface TargetOptions extends DataDirOptions {
  readonly target: readonly string[];
  readonly caCert: string;
  readonly controllerUuid?: string;
}

/** The commands about one model as a whole. */
export function addModelCommands(program: Command, { signal }: CommandContext): void {
  withDataDir(program.command("set-logging <model> <config>"))
    .description("Tell a model's agents how much to log, such as <root>=DEBUG")
    .action((model: string, config: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.setLoggingConfig(model, config)),
    );

  withTarget(withDataDir(program.command("migrate")))
    .description("Tell a model's agents how far its migration to another controller is")
    .argument("<model>", "UUID or name")
    .addArgument(new Argument("<phase>", "how far it is").choices(PHASES))
    .requiredOption("--id <id>", "tells this attempt from the next")
    .action((model: string, phase: Phase, options: TargetOptions & { readonly id: string }) =>
      onController(options, async (admin) =>
        admin.setMigration(model, { ...(await targetOf(options, signal)), id: options.id, phase }),
      ),
    );

  withTarget(withDataDir(program.command("redirect")))
    .description("Send the users of a model elsewhere, and refuse its agents: it has moved")
    .argument("<model>", "UUID or name")
    .action((model: string, options: TargetOptions) =>
      onController(options, async (admin) =>
        admin.setRedirect(model, await targetOf(options, signal)),
      ),
    );

  withDataDir(program.command("grant"))
    .description("Let a user read, write or administer a model")
    .argument("<user>", "such as bob", userName)
    .addArgument(new Argument("<access>", "what it may do").choices(MODEL_ACCESS))
    .argument("<model>", "UUID or name")
    .action((user: string, access: ModelAccess, model: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.setModelAccess(model, user, access)),
    );

  withDataDir(program.command("revoke"))
    .description("Take a user's access to a model back")
    .argument("<user>", "such as bob", userName)
    .argument("<model>", "UUID or name")
    .action((user: string, model: string, options: DataDirOptions) =>
      onController(options, (admin) => admin.setModelAccess(model, user, undefined)),
    );

  withDataDir(program.command("stay"))
    .description("Take back a migration or a redirection: the model stays here")
    .argument("<model>", "UUID or name")
    .action((model: string, options: DataDirOptions) =>
      onController(options, async (admin) => {
        await admin.setMigration(model, undefined);
        await admin.setRedirect(model, undefined);
      }),
    );
}

/** `user-bob` is bob, too. */
const userName = (text: string): string => text.replace(/^user-/u, "");

function withTarget(command: Command): Command {
  return command
    .requiredOption("--target <addresses>", "HOST:PORT[,HOST:PORT…] of the other", addressList)
    .requiredOption("--ca-cert <file>", "the certificate of the other's authority, PEM")
    .option("--controller-uuid <uuid>", "the other's UUID", uuid);
}

async function targetOf(
  options: TargetOptions,
  signal: AbortSignal,
): Promise<{
  readonly addresses: readonly string[];
  readonly caCert: string;
  readonly controllerUuid?: string | undefined;
}> {
  const caCert = await readInputFile(options.caCert, "the CA certificate", signal);
  return { addresses: options.target, caCert, controllerUuid: options.controllerUuid };
}
