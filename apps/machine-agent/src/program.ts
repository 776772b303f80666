import {
  addressList,
  type CommandContext,
  durationOption,
  examples,
  readInputFile,
  readSecret,
  uuid,
} from "@holdfast/command-line";
import type { Uuid } from "@holdfast/names";
import {
  addAgentCommands,
  type AgentChoice,
  agentOptions,
  type SeveralAgents,
  severalAgentsOptions,
  type RunFlags,
  runOptions,
} from "@holdfast/agent-runtime";
import { defaultConnectPolicy } from "@holdfast/connect";
import { Command, Option } from "commander";

import { initMachineAgent } from "./init.js";
import { joinController } from "./join.js";
import { loadParts, type MachineAgentOptions, runMachineAgent } from "./run.js";
import { type MachineAgentsOptions, runMachineAgents } from "./run-many.js";
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
  addJoin(program, context);
  addRun(program, context);
  addAgentCommands(program, context, "machine-agent", {
    options: ownRunOptions,
    load: (agent, flags) => loadParts(agent, flags),
  });
  addStrategies(program, context);
  return program;
}

interface InitFlags extends AgentChoice {
  readonly controller: readonly string[];
  readonly caCert: string;
  readonly model: Uuid;
  readonly controllerUuid?: Uuid;
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
      const caCert = await readInputFile(flags.caCert, "the CA certificate", context.signal);
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

/** What the units read. */
const defaultDataDir = "/var/lib/holdfast";

interface JoinFlags extends RunFlags {
  readonly dataDir: string;
  readonly run: boolean;
}

function addJoin(program: Command, context: CommandContext): void {
  const join = program
    .command("join")
    .argument(
      "[token]",
      "the word; left out, it is read from standard input, and is in no process list",
    )
    .description(
      "Join a controller by the word that `controller add-machine --join` printed, and run.",
    )
    .option("--data-dir <dir>", "where agents keep their files", defaultDataDir)
    .option("--no-run", "only write agent.conf, for a unit to run it");
  runOptions(join).action(async (given: string | undefined, { run, ...flags }: JoinFlags) => {
    const { dataDir } = flags;
    const token = given ?? (await readSecret(context, "the token"));
    const { tag, conf, addresses } = await joinController({ dataDir, token }, context.signal);
    context.print(`${tag} is admitted at ${addresses.join(", ")}; wrote ${conf}`);
    if (!run) {
      context.print(`now: systemctl enable --now holdfast-machine-agent@${tag}`);
      return;
    }
    await runAgent({ ...flags, agent: tag }, context);
  });
  examples(join, [
    ["here, until Ctrl-C", "machine-agent join --data-dir ./agent holdfast-join-1.eyJhZGRy…"],
    [
      "for a unit, from another machine, without a trace in a process list",
      "controller add-machine --join --data-dir DIR | ssh HOST sudo -u holdfast machine-agent join --no-run",
    ],
  ]);
}

function runAgent(flags: MachineAgentOptions, context: CommandContext): Promise<void> {
  return runMachineAgent({ ...flags, ...surroundings(context) }, context.signal);
}

/** What an agent's process gets from its command. */
function surroundings(
  context: CommandContext,
): Pick<Required<MachineAgentOptions>, "logger" | "env" | "onHangup"> {
  const { logger, env } = context;
  return { logger, env, onHangup: (listener) => context.onHangup(listener) };
}

/** What `run` takes beyond what every agent's does. */
function ownRunOptions(command: Command): Command {
  return command
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
    .option(
      "--upgrade-command <file>",
      "a program to run, with the old and the new version, where the controller asks for an upgrade",
    );
}

function addRun(program: Command, context: CommandContext): void {
  const run = program
    .command("run")
    .description("Run the agent, or several in one process, until asked to stop.");
  ownRunOptions(runOptions(severalAgentsOptions(run))).action(
    ({ agent: agents, ...flags }: Omit<MachineAgentsOptions, "agents"> & SeveralAgents) => {
      const [only, ...more] = agents === "all" ? [] : agents;
      if (only !== undefined && more.length === 0)
        return runAgent({ ...flags, agent: only }, context);
      return runMachineAgents({ ...flags, agents, ...surroundings(context) }, context.signal);
    },
  );
  examples(run, [
    [
      "in the foreground, with the live page",
      "machine-agent run --data-dir /var/lib/holdfast --agent machine-0 --introspect 127.0.0.1:8080",
    ],
    [
      "every agent below a folder, in one process",
      "machine-agent run --data-dir /var/lib/holdfast --agent all",
    ],
    [
      "with a connect strategy of a third party",
      "machine-agent run --data-dir /var/lib/holdfast --agent machine-0 --connect @acme/holdfast-connect-vault",
    ],
  ]);
}
