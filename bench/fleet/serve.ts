// The server that agents lose and find again, in a process of its own.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

import { ScriptedController } from "@holdfast/connect-testkit";
import { type RateLimit, startController, TokenBucket } from "@holdfast/controller";
import { modelTag, type ModelTag, parseTag, type Tag } from "@holdfast/names";
import { ApiError } from "@holdfast/rpc";
import { WebSocketServer } from "ws";

import { Gate } from "./gate.js";
import { type Member, now, type Order } from "./jobs.js";

/** A server behind the gate. */
interface Served {
  readonly caCert: string;
  readonly agents: readonly Member[];
  /** Where it listens, with that limit from now on. */
  port(limit: RateLimit): Promise<number>;
}

const unlimited: RateLimit = { max: 0, interval: 1 };
const portOf = (address: string): number => Number(address.split(":").at(-1));

async function ours(count: number): Promise<Served> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-fleet-"));
  process.on("exit", () => fs.rmSync(dataDir, { recursive: true, force: true }));
  const start = (rateLimit: RateLimit) =>
    startController({ dataDir, listen: "127.0.0.1:0", rateLimit });
  let controller = await start(unlimited);
  const { caCert } = controller;
  const machines = await Promise.all(Array.from({ length: count }, () => controller.addMachine()));
  const agents = machines.map(({ tag, password, nonce, model }) => ({
    tag: parseTag(tag).tag,
    password,
    nonce,
    model: modelTag(model),
  }));
  const port = async (rateLimit: RateLimit): Promise<number> => {
    await controller[Symbol.asyncDispose]();
    controller = await start(rateLimit);
    return portOf(controller.address);
  };
  return { caCert, agents, port };
}

/** It knows one agent, as whom they all log in. */
async function juju(count: number): Promise<Served> {
  const controller = await ScriptedController.start();
  const { caCert, state } = controller;
  const {
    tag,
    password,
    nonce,
    model,
  }: { tag: Tag; password: string; nonce: string; model: ModelTag } = state;
  let bucket = new TokenBucket(unlimited, () => performance.now());
  controller.answer("Admin.Login", (request) => {
    if (!bucket.take()) throw new ApiError("try again", { code: "try again" });
    return request.proceed();
  });
  const port = async (limit: RateLimit): Promise<number> => {
    bucket = new TokenBucket(limit, () => performance.now());
    return portOf(controller.address);
  };
  return {
    caCert,
    agents: Array.from({ length: count }, () => ({ tag, password, nonce, model })),
    port,
  };
}

async function echo(): Promise<Served> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const bound = server.address();
  const port = typeof bound === "object" && bound !== null ? bound.port : 0;
  return { caCert: "", agents: [], port: async () => port };
}

const gate = new Gate();
let served: Served | undefined;

async function obey(order: Order): Promise<unknown> {
  if (order.kind === "start") {
    const { server, agents } = order;
    served = await { ours, juju, echo }[server](agents);
    await gate.open(await served.port(unlimited));
    return { address: gate.address, caCert: served.caCert, agents: served.agents };
  }
  if (order.kind === "leave") await gate.shut();
  else if (served !== undefined) await gate.open(await served.port(order.limit ?? unlimited));
  return now();
}

process.on("message", (order: Order) => {
  void obey(order).then(
    (said) => process.send?.(said),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.on("disconnect", () => process.exit(0));
