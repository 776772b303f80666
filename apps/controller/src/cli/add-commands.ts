import { type CommandContext, durationOption, examples, uuid } from "@holdfast/command-line";
import type { Uuid } from "@holdfast/names";
import { type Command, Option } from "commander";

import type { NewAgentCredentials } from "../operator/controller-admin.js";
import {
  type DataDirOptions,
  type FormatOptions,
  onController,
  passwordFrom,
  withDataDir,
  withFormat,
  withModel,
  withPassword,
} from "./common.js";

interface AddAgentOptions extends DataDirOptions, FormatOptions {
  readonly model?: string;
  readonly passwordStdin?: boolean;
}

interface AddMachineOptions extends AddAgentOptions {
  readonly controller?: boolean;
  readonly unprovisioned?: boolean;
  readonly nonce?: string;
  readonly containerType?: string;
  readonly join?: boolean;
  readonly joinLifetime: number;
}

const HOUR = 3_600_000;

/** The commands that add something. */
export function addAddCommands(program: Command, context: CommandContext): void {
  withFormat(withDataDir(program.command("add-model <name>")))
    .description("Add a model, and print its UUID")
    .option("--uuid <uuid>", "which UUID it gets (default: a random one)", uuid)
    .action((name: string, options: DataDirOptions & FormatOptions & { readonly uuid?: Uuid }) =>
      onController(options, async (admin) => {
        const added = await admin.addModel({
          name,
          ...(options.uuid === undefined ? {} : { uuid: options.uuid }),
        });
        if (options.format === "json") context.printJson({ name, ...added });
        else context.print(added.uuid);
      }),
    );

  const addMachine = withAgentOptions(program.command("add-machine [id]"))
    .description("Add a machine, and print what its agent needs to log in for the first time")
    .option("--controller", "a machine of the controller itself: it may log in to any model")
    .option("--unprovisioned", "answer `not provisioned` until `controller provision`")
    .option("--nonce <nonce>", "what the machine proves itself by (default: made up)")
    .option("--container-type <type>", "such as lxd")
    .addOption(
      new Option(
        "--join",
        "print one word by which its agent joins: machine-agent join TOKEN",
      ).conflicts(["unprovisioned", "nonce"]),
    )
    .addOption(durationOption("--join-lifetime <duration>", "how long that word is good", HOUR))
    .action(async (id: string | undefined, options: AddMachineOptions) => {
      const password = await passwordFrom(options, context);
      await onController(options, async (admin) => {
        const { model, controller, nonce, containerType, unprovisioned } = options;
        if (options.join === true) {
          const lifetime = options.joinLifetime;
          const joining = { id, model, controller, containerType, password, lifetime };
          const added = await admin.addMachineToJoin(joining);
          if (options.format === "json") context.printJson(added);
          else context.print(added.token);
          return;
        }
        const provisioned = unprovisioned !== true;
        const added = await admin.addMachine({
          id,
          model,
          controller,
          nonce,
          containerType,
          provisioned,
          password,
        });
        tellCredentials(added, options, context);
      });
    });
  examples(addMachine, [
    ["the first machine of the controller", "controller add-machine --controller --data-dir …"],
    ["a container on machine 3 of a model", "controller add-machine 3/lxd/0 --model prod …"],
    [
      "a machine that joins by one word, within the hour",
      "controller add-machine --join --data-dir … | ssh host machine-agent join",
    ],
    ["for a script", "controller add-machine --format json --data-dir …"],
  ]);

  withAgentOptions(program.command("add-unit <name>"))
    .description("Add a unit such as mysql/0, and print what its agent needs to log in")
    .action(async (name: string, options: AddAgentOptions) => {
      const password = await passwordFrom(options, context);
      await onController(options, async (admin) =>
        tellCredentials(
          await admin.addUnit({ name, model: options.model, password }),
          options,
          context,
        ),
      );
    });
}

function withAgentOptions(command: Command): Command {
  return withPassword(withFormat(withModel(withDataDir(command))));
}

function tellCredentials(
  credentials: NewAgentCredentials,
  options: AddAgentOptions,
  context: CommandContext,
): void {
  if (options.format === "json") {
    context.printJson(credentials);
    return;
  }
  const { tag, model, nonce, password } = credentials;
  context.print(`tag:      ${tag}\nmodel:    ${model}`);
  if (nonce !== "") context.print(`nonce:    ${nonce}`);
  // What came in on standard input is known already.
  if (options.passwordStdin !== true) context.print(`password: ${password}`);
}
