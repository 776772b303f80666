// A whole walk with installed packages: a controller, and a machine agent that connects by a plugin it
// has never heard of. Resolves once the agent was admitted, had its password replaced, and both have
// stopped as asked; rejects with what was printed otherwise.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const DEADLINE = 60_000; // ms

export interface AgentWalk {
  /** The Node that runs it. */
  readonly node: string;
  /** The project in which everything is installed. */
  readonly folder: string;
  /** The connect plugin, as `--connect` takes it. */
  readonly plugin: string;
}

export async function walkWithAgent({ node, folder, plugin }: AgentWalk): Promise<void> {
  const data = fs.mkdtempSync(path.join(folder, "walk-"));
  const dirs = { controller: path.join(data, "controller"), agent: path.join(data, "agent") };
  const main = (name: string): string =>
    path.join(folder, "node_modules", "@holdfast", name, "dist", "main.js");
  const printed: string[] = [];

  const ask = (name: string, args: readonly string[], input?: string): string => {
    const { status, stdout, stderr } = spawnSync(node, [main(name), ...args], {
      cwd: folder,
      encoding: "utf8",
      input,
    });
    if (status !== 0) throw new Error(`${name} ${args[0]} ended with ${status}: ${stderr}`);
    return stdout;
  };
  const start = (name: string, args: readonly string[]): ChildProcess => {
    const child = spawn(node, [main(name), ...args], { cwd: folder });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => printed.push(text));
    }
    return child;
  };
  const until = async (what: string, holds: () => boolean): Promise<void> => {
    for (const deadline = Date.now() + DEADLINE; !holds(); await pause(100)) {
      if (Date.now() > deadline) throw new Error(`${what} did not happen:\n${printed.join("")}`);
    }
  };

  const running: ChildProcess[] = [];
  try {
    running.push(start("controller", ["run", "--data-dir", dirs.controller]));
    await until("a controller that is ready", () => /is ready at/.test(printed.join("")));
    const json = ["--data-dir", dirs.controller, "--format", "json"];
    const { address, controllerUuid } = JSON.parse(ask("controller", ["status", ...json]));
    const machine = JSON.parse(ask("controller", ["add-machine", "--controller", ...json]));
    const caCert = path.join(data, "ca.pem");
    fs.writeFileSync(caCert, ask("controller", ["ca-cert", "--data-dir", dirs.controller]));
    const who = ["--data-dir", dirs.agent, "--agent", machine.tag];
    const init = ["init", ...who, `--controller=${address}`, `--controller-uuid=${controllerUuid}`];
    init.push(`--ca-cert=${caCert}`, `--model=${machine.model}`, `--nonce=${machine.nonce}`);
    ask("machine-agent", init, machine.password);
    running.push(start("machine-agent", ["run", ...who, "--connect", plugin]));
    await until("an agent that connects", () => /api-caller started/.test(printed.join("")));
    const conf = path.join(dirs.agent, "agents", machine.tag, "agent.conf");
    if (!/^apipassword: /m.test(fs.readFileSync(conf, "utf8"))) {
      throw new Error(`the password was not replaced:\n${printed.join("")}`);
    }
  } finally {
    for (const child of running.toReversed()) {
      child.kill("SIGTERM");
      const [status] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
      if (status !== 0) printed.push(`ended with ${status}\n`);
    }
    fs.rmSync(data, { recursive: true, force: true });
  }
  if (/^ended with/m.test(printed.join(""))) throw new Error(printed.join(""));
}
