// The controller that is measured, in a process of its own: full, and watching its own event loop.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { startController } from "@holdfast/controller";

import { fill } from "./fill.js";
import { TurnWatch } from "./turns.js";

/** Who may log in. */
export interface Login {
  readonly tag: string;
  readonly password: string;
  readonly nonce?: string;
}

/** What a client has to know of it. */
export interface Place {
  readonly address: string;
  readonly caCert: string;
  readonly model: string;
  readonly machine: Login;
  readonly keeper: Login;
  readonly admin: Login;
}

const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-bench-"));
const unlimited = { max: 0, interval: 1 };

async function prepare(): Promise<Omit<Place, "address">> {
  await using controller = await startController({ dataDir, rateLimit: unlimited });
  const { uuid: model } = await controller.addModel({ name: "full" });
  const machine = await controller.addMachine({ model });
  const keeper = await controller.addMachine({ controller: true });
  const { password } = await controller.setUserPassword({ name: "admin" });
  return {
    model,
    machine,
    keeper,
    admin: { tag: "user-admin", password },
    caCert: controller.caCert,
  };
}

const place = await prepare();
fill(dataDir, place.model);
const controller = await startController({ dataDir, rateLimit: unlimited });
const watch = new TurnWatch();
process.on("message", () => process.send?.(watch.take()));
process.once("disconnect", () => void end());

async function end(): Promise<void> {
  await controller[Symbol.asyncDispose]();
  fs.rmSync(dataDir, { recursive: true, force: true });
  process.exit();
}

process.send?.({ ...place, address: controller.address } satisfies Place);
