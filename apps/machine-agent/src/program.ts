import {
  addressList,
  type CommandContext,
  durationOption,
  examples,
  readInputFile,
  readSecret,
  uuid,
} from "@holdfast/command-line";
import {
  addAgentCommands,
  type AgentChoice,
  agentOptions,
  runOptions,
} from "@holdfast/agent-runtime";
import { defaultConnectPolicy } from "@holdfast/connect";
import { Command, Option } from "commander";

import { initMachineAgent } from "./init.js";
import { type MachineAgentOptions, runMachineAgent } from "./run.js";
import { addStrategies } from "./strategies.js";
import { version } from "./version.js";

/** The command line of `machine-agent`. */
export function machineAgentProgram(context: CommandContext): Command {
  const program = new Command("machine-agent")
    .description(
      "The agent of one machine: keeps a connection to its controller, and runs what needs it.",
    )
    .version(version);
  addInit(program, context);
  addRun(program, context);
  addAgentCommands(program, context, "machine-agent");
  addStrategies(program, context);
  return program;
}

interface InitFlags extends AgentChoice {
  readonly controller: readonly string[];
  readonly caCert: string;
  readonly model: string;
  readonly controllerUuid?: string;
  readonly nonce?: string;
  readonly format: "text" | "json";
}

function addInit(program: Command, context: CommandContext): void {
  const init = program
    .command("init")
    .description(
      "Write the agent's first agent.conf; the bootstrap password comes on standard input.",
    );
  agentOptions(init)
    .addOption(
      new Option("--controller <address>", "HOST:PORT of the controller; several with commas")
        .argParser(addressList)
        .makeOptionMandatory(),
    )
    .requiredOption("--ca-cert <file>", "the controller's CA certificate, PEM")
    .addOption(
      new Option("--model <uuid>", "the machine's model").argParser(uuid).makeOptionMandatory(),
    )
    .addOption(
      new Option(
        "--controller-uuid <uuid>",
        "the controller; recorded at the first connection if left out",
      ).argParser(uuid),
    )
    .option("--nonce <nonce>", "the nonce that the machine was provisioned with")
    .addOption(new Option("--format <format>").choices(["text", "json"]).default("text"))
    .action(async (flags: InitFlags) => {
      const caCert = await readInputFile(flags.caCert, "the CA certificate");
      const password = await readSecret(context, "the bootstrap password");
      const conf = await initMachineAgent({ ...flags, caCert, password });
      const { dataDir, agent, format } = flags;
      if (format === "json") context.printJson({ wrote: conf });
      else
        context.print(
          `wrote ${conf}; now: machine-agent run --data-dir ${dataDir} --agent ${agent}`,
        );
    });
  examples(init, [
    [
      "the first configuration of machine 0; the password from a file that only root reads",
      "machine-agent init --data-dir /var/lib/holdfast --agent machine-0 --controller 10.0.0.1:17070 --ca-cert ca.pem --model 6fa459ea-ee8a-4ca4-894e-db77e160355e < password",
    ],
  ]);
}

function addRun(program: Command, context: CommandContext): void {
  const run = program.command("run").description("Run the agent until it is asked to stop.");
  runOptions(agentOptions(run))
    .option(
      "--connect <name>",
      "the connect strategy: a short name, or a package that is a connect plugin",
    )
    .addOption(
      durationOption(
        "--first-login-wait <duration>",
        "how long to ask a controller that refuses an agent it is not known to have admitted",
        defaultConnectPolicy.patience.firstLogin?.duration ?? 0,
      ),
    )
    .action(async (flags: MachineAgentOptions) => {
      const { logger, env, signal } = context;
      const onHangup = (listener: () => void): (() => void) => context.onHangup(listener);
      await runMachineAgent({ ...flags, logger, env, onHangup }, signal);
    });
  examples(run, [
    [
      "in the foreground, with the live page",
      "machine-agent run --data-dir /var/lib/holdfast --agent machine-0 --introspect 127.0.0.1:8080",
    ],
    [
      "with a connect strategy of a third party",
      "machine-agent run --data-dir /var/lib/holdfast --agent machine-0 --connect @acme/holdfast-connect-vault",
    ],
  ]);
}
