import { type CommandContext, examples } from "@holdfast/command-line";
import { isTagOf, parseTagOf } from "@holdfast/names";
import { Argument, type Command, Option } from "commander";

import { REBOOT_ACTIONS, type RebootAction } from "../state/agent.js";
import { type Life, LIVES } from "../state/life.js";
import { CONTROLLER_ACCESS, type ControllerAccess } from "../state/user.js";
import {
  type DataDirOptions,
  type FormatOptions,
  onController,
  passwordFrom,
  tagOf,
  withDataDir,
  withFormat,
  withModel,
  withPassword,
} from "./common.js";

interface EntityOptions extends DataDirOptions {
  readonly model?: string;
}

interface PasswordOptions extends EntityOptions, FormatOptions {
  readonly passwordStdin?: boolean;
  readonly access?: ControllerAccess;
}

const ENTITY = "machine-0, unit-mysql-0, model-<uuid>; 0 for machine-0, or a model's name";

/** The commands about one agent, model or user. */
export function addAgentCommands(program: Command, context: CommandContext): void {
  withModel(withDataDir(program.command("set-life")))
    .description("Set the life of an agent or a model")
    .argument("<entity>", ENTITY)
    .addArgument(new Argument("<life>", "what it becomes").choices(LIVES))
    .action((entity: string, life: Life, options: EntityOptions) =>
      onController(options, async (admin) =>
        admin.setLife({ tag: await tagOf(entity, admin), model: options.model, life }),
      ),
    );

  withModel(withDataDir(program.command("remove")))
    .description("Take an agent, a user, or a model with all its agents, away for good")
    .argument("<entity>", `${ENTITY}; user-bob`)
    .action((entity: string, options: EntityOptions) =>
      onController(options, async (admin) =>
        admin.remove({ tag: await tagOf(entity, admin), model: options.model }),
      ),
    );

  withModel(withDataDir(program.command("provision")))
    .description("Give a machine its nonce: its agent is admitted from now on")
    .argument("<machine>", "such as machine-0, or 0")
    .requiredOption("--nonce <nonce>", "what the machine proves itself by; '' takes it back")
    .action((machine: string, options: EntityOptions & { readonly nonce: string }) =>
      onController(options, async (admin) =>
        admin.provision({
          tag: await tagOf(machine, admin),
          model: options.model,
          nonce: options.nonce,
        }),
      ),
    );

  withModel(withDataDir(program.command("reboot")))
    .description("Ask a machine to reboot or to shut down: its agent does it")
    .argument("<machine>", "such as machine-0, or 0")
    .addArgument(
      new Argument("[action]", "what it is asked; none takes back what it has not begun")
        .choices([...REBOOT_ACTIONS, "none"])
        .default("reboot"),
    )
    .action((machine: string, action: RebootAction | "none", options: EntityOptions) =>
      onController(options, async (admin) =>
        admin.setReboot({
          tag: await tagOf(machine, admin),
          model: options.model,
          action: action === "none" ? undefined : action,
        }),
      ),
    );

  const setPassword = withPassword(
    withFormat(withModel(withDataDir(program.command("set-password")))),
  )
    .description("Give an agent or a user a password: admits an agent again that has lost its own")
    .argument("<entity>", "machine-0, unit-mysql-0 or user-admin")
    .addOption(
      new Option("--access <access>", "what a user may do on the controller").choices(
        CONTROLLER_ACCESS,
      ),
    )
    .action(async (entity: string, options: PasswordOptions) => {
      const given = await passwordFrom(options, context);
      await onController(options, async (admin) => {
        const tag = await tagOf(entity, admin);
        const { password } = isTagOf("user", tag)
          ? await admin.setUserPassword({
              name: parseTagOf("user", tag).id,
              password: given,
              access: options.access,
            })
          : await admin.setAgentPassword({ tag, model: options.model, password: given });
        if (options.format === "json") context.printJson({ tag, password });
        else if (given === undefined) context.print(password);
      });
    });
  examples(setPassword, [
    [
      "admit machine 0 again: put what is printed into its agent.conf as oldpassword",
      "controller set-password machine-0 --data-dir …",
    ],
    ["let a person in", "controller set-password user-admin --data-dir …"],
  ]);
}
