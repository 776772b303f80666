// A controller and both agents on one machine, as two groups of processes: the controller is started
// first, then the agents; they are stopped in the opposite order.
import fs from "node:fs/promises";
import path from "node:path";

import type { Engine } from "@holdfast/dependency-engine";
import { abortable, type Clock, sleep } from "@holdfast/ports";

import { freePort } from "./free-port.js";
import { admitAgent, type Admitted, type DataDirs } from "./admit-agent.js";
import { command, runToEnd } from "./command.js";
import { makeDataDir } from "./data-dir.js";
import { OneMachineError } from "./errors.js";
import { processGroup } from "./process-group.js";
import type { ConsoleLog } from "./console-log.js";
import { untilRunning } from "./until-running.js";

/** What one run is to do. */
export interface OneMachineOptions {
  /** End as soon as both agents have settled, and print their reports. */
  readonly once: boolean;
  /** Where everything is kept; a new folder, removed at the end, where none is named. */
  readonly dataDir: string | undefined;
  /** How long anything awaited may take, in ms. */
  readonly timeout: number;
  readonly log: ConsoleLog;
  print(text: string): void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Runs a controller and both agents until told to stop, or until they have settled.
 * Rejects with the signal's reason once everything has stopped as asked.
 * @throws {OneMachineError} with why it could not come up, or could not stay
 */
export async function oneMachine(options: OneMachineOptions): Promise<void> {
  const { log, dataDir } = options;
  const root = await makeDataDir(dataDir);
  log.step(`everything is kept in ${root}${dataDir === undefined ? " until the end" : ""}`);
  try {
    await run(root, options);
  } finally {
    if (dataDir === undefined) await fs.rm(root, { recursive: true, force: true });
  }
}

async function run(root: string, options: OneMachineOptions): Promise<void> {
  const dirs: DataDirs = {
    controller: path.join(root, "controller"),
    agent: path.join(root, "agent"),
  };
  const args = ["run", "--data-dir", dirs.controller, "--listen", "127.0.0.1:0"];
  logStep(options, "starting the controller");
  const controller = processGroup(
    [{ name: "controller", packageName: "@holdfast/controller", args }],
    options,
  );
  await whileRunning(controller, "the controller", options, async (signal) => {
    await untilControllerRuns(dirs.controller, { ...options, signal });
    const admitted = await admitAgent(dirs, { ...options, signal });
    logStep(options, "starting the agents");
    const agentGroup = processGroup(agents(dirs, admitted, await freePort()), options);
    await whileRunning(agentGroup, "the agents", { ...options, signal }, (both) =>
      atWork(dirs, admitted, { ...options, signal: both }),
    );
  });
}

function agents(
  dirs: DataDirs,
  { tag, models }: Admitted,
  pagePort: number,
): Parameters<typeof processGroup>[0] {
  const common = ["run", "--data-dir", dirs.agent, "--agent", tag];
  return [
    {
      name: "machine-agent",
      packageName: "@holdfast/machine-agent",
      args: [...common, "--introspect", `127.0.0.1:${pagePort}`],
    },
    {
      name: "model-agent",
      packageName: "@holdfast/model-agent",
      args: [...common, "--models", models.join(",")],
    },
  ];
}

/** Both agents run: settled once, or until told to stop. */
async function atWork(
  dirs: DataDirs,
  admitted: Admitted,
  options: OneMachineOptions,
): Promise<void> {
  const { clock, signal, timeout } = options;
  const { folder, tag, models } = admitted;
  await untilRunning(
    {
      name: "machine-agent",
      socketPath: path.join(folder, "introspection.socket"),
      expected: ["api-caller"],
    },
    { clock, signal, timeout },
  );
  logStep(options, "machine-agent has settled: every manifold runs");
  await untilRunning(
    {
      name: "model-agent",
      socketPath: path.join(folder, "model-agent.introspection.socket"),
      expected: models.map((uuid) => `model-${uuid}`),
    },
    { clock, signal, timeout },
  );
  logStep(options, "model-agent has settled: every manifold of both models runs");
  if (!options.once) {
    logStep(options, "all of it is up; Ctrl-C stops the agents, then the controller");
    await abortable<never>(signal, () => undefined);
  }
  for (const name of ["machine-agent", "model-agent"]) {
    const report = command(`@holdfast/${name}`, [
      "report",
      "--data-dir",
      dirs.agent,
      "--agent",
      tag,
    ]);
    options.print(
      `\n${name} report\n${await runToEnd(`asking ${name} for its report`, report, { signal })}`,
    );
  }
}

/**
 * Does `work` while an engine runs, and stops the engine, whatever comes of it. `work` is interrupted
 * when the engine ends by itself, which is then the error that counts.
 */
async function whileRunning(
  engine: Engine,
  what: string,
  options: OneMachineOptions,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const down = new AbortController();
  const ended = engine.wait().then(
    () => undefined,
    (error: unknown) => {
      down.abort(error);
      return error;
    },
  );
  try {
    await work(AbortSignal.any([options.signal, down.signal]));
  } finally {
    logStep(options, `stopping ${what}`);
    engine.kill();
    await ended;
    logStep(options, `${what} stopped`);
  }
}

async function untilControllerRuns(dataDir: string, options: OneMachineOptions): Promise<void> {
  const { clock, signal, timeout } = options;
  const deadline = clock.now() + timeout;
  const status = command("@holdfast/controller", [
    "status",
    "--data-dir",
    dataDir,
    "--format",
    "json",
  ]);
  for (;;) {
    let cause: unknown;
    try {
      const text = await runToEnd("asking the controller for its status", status, { signal });
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own command's answer
      if ((JSON.parse(text) as { running: boolean }).running) return;
    } catch (error) {
      signal.throwIfAborted();
      cause = error; // there is nothing in its folder yet
    }
    if (clock.now() >= deadline) {
      const message = `the controller does not run after ${timeout} ms`;
      throw new OneMachineError("ERR_NOT_SETTLED", message, { cause });
    }
    await sleep(200, { clock, signal });
  }
}

function logStep({ log }: OneMachineOptions, text: string): void {
  log.step(text);
}
