import fs from "node:fs/promises";
import path from "node:path";

import { makePrivateFolder } from "@holdfast/file-lock";

import { command, runToEnd } from "./command.js";
import type { ConsoleLog } from "./console-log.js";

/** Where everything of this machine lies. */
export interface DataDirs {
  readonly controller: string;
  readonly agent: string;
}

/** What the agents need to know of themselves. */
export interface Admitted {
  /** The machine's tag: `machine-0`. */
  readonly tag: string;
  /** The folder of its `agent.conf` and its sockets. */
  readonly folder: string;
  /** The models that the model agent works for. */
  readonly models: readonly string[];
}

interface Status {
  readonly running: boolean;
  readonly address?: string;
  readonly controllerUuid: string;
  readonly controllerModelUuid: string;
  readonly models: readonly { readonly uuid: string; readonly name: string }[];
}

const MODELS = ["gateway", "builds"] as const;

/**
 * What an operator does once: adds two models and the machine to the controller, and writes the
 * machine's `agent.conf`, with no password but the one that it is to replace. Where that was done in
 * this folder before, nothing is done.
 */
export async function admitAgent(
  dirs: DataDirs,
  options: { log: ConsoleLog; signal: AbortSignal },
): Promise<Admitted> {
  const { log, signal } = options;
  const tell = (what: string, verb: string, ...args: string[]): Promise<string> =>
    runToEnd(
      what,
      command("@holdfast/controller", [verb, ...args, "--data-dir", dirs.controller]),
      {
        signal,
      },
    );
  const ask = async <T>(what: string, verb: string, ...args: string[]): Promise<T> =>
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own command's answer
    JSON.parse(await tell(what, verb, ...args, "--format", "json")) as T;
  const status = await ask<Status>("asking the controller for its status", "status");
  const models = new Map(status.models.map(({ name, uuid }) => [name, uuid]));
  for (const name of MODELS) {
    if (models.has(name)) continue;
    const { uuid } = await ask<{ uuid: string }>(`adding the model ${name}`, "add-model", name);
    models.set(name, uuid);
    log.step(`added the model ${name} (${uuid})`);
  }
  const wanted = MODELS.map((name) => models.get(name)).filter((uuid) => uuid !== undefined);

  const agents = path.join(dirs.agent, "agents");
  const known = await readdirIfAny(agents);
  const before = known.find((name) => name.startsWith("machine-"));
  if (before !== undefined) {
    log.step(`${before} was admitted before: its agent.conf is used as it is`);
    return { tag: before, folder: path.join(agents, before), models: wanted };
  }

  const machine = await ask<{ tag: string; nonce: string; password: string }>(
    "adding a machine",
    "add-machine",
    "--controller",
  );
  log.step(`added the machine ${machine.tag} to the controller's own model`);
  const caCert = path.join(dirs.agent, "ca.pem");
  makePrivateFolder(dirs.agent);
  await fs.writeFile(caCert, await tell("asking for the CA certificate", "ca-cert"));
  const init = command("@holdfast/machine-agent", [
    "init",
    `--data-dir=${dirs.agent}`,
    `--agent=${machine.tag}`,
    `--controller=${status.address ?? ""}`,
    `--controller-uuid=${status.controllerUuid}`,
    `--ca-cert=${caCert}`,
    `--model=${status.controllerModelUuid}`,
    `--nonce=${machine.nonce}`,
  ]);
  await runToEnd("writing agent.conf", init, { input: machine.password, signal });
  log.step(
    `wrote ${path.join(agents, machine.tag, "agent.conf")}: no current password, the bootstrap password as the old one`,
  );
  return { tag: machine.tag, folder: path.join(agents, machine.tag), models: wanted };
}

async function readdirIfAny(folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
