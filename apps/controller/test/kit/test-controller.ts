import type { EventEmitter } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import tls from "node:tls";

import { peerSocketOptions, RpcPeer } from "@holdfast/rpc";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { WebSocket } from "ws";

import { type RunningController, startController, type StartOptions } from "../../src/index.js";

/** A directory that goes with its test. */
export function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-controller-"));
  onTestFinished(() => fs.rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A controller on a free port that ends with its test. */
export async function testController(
  options: Partial<StartOptions> = {},
): Promise<RunningController> {
  const dataDir = options.dataDir ?? temporaryDirectory();
  const controller = await startController({ ...options, dataDir });
  onTestFinished(() => controller[Symbol.asyncDispose]());
  return controller;
}

/** A controller for all tests of a file: what gives it, once they run. */
export function suiteController(options: Partial<StartOptions> = {}): () => RunningController {
  let controller: RunningController | undefined;
  let dataDir = "";
  beforeAll(async () => {
    dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-controller-"));
    controller = await startController({ ...options, dataDir });
  });
  afterAll(async () => {
    await controller?.[Symbol.asyncDispose]();
    fs.rmSync(dataDir, { recursive: true, force: true });
  });
  return () => {
    if (controller === undefined) throw new Error("no test is running yet");
    return controller;
  };
}

/** What it takes to find a controller and to know it again. */
export type Reachable = Pick<RunningController, "address" | "caCert">;

/** A WebSocket to a path of the controller, verified as an agent verifies it. */
export async function openSocket(controller: Reachable, route: string): Promise<WebSocket> {
  const [host = "", port = ""] = controller.address.split(":");
  const socket = new WebSocket(`wss://${controller.address}${route}`, {
    ...peerSocketOptions(),
    createConnection: () =>
      tls.connect({
        host,
        port: Number(port),
        ca: controller.caCert,
        servername: "juju-apiserver",
      }),
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  return socket;
}

/** A peer that has not logged in yet. */
export async function openPeer(controller: Reachable, route: string): Promise<RpcPeer> {
  return new RpcPeer({ socket: await openSocket(controller, route) });
}

/** What a socket says as it closes. A reset that came before is a way of closing, and no error here. */
export function closeOf(socket: EventEmitter): Promise<readonly unknown[]> {
  socket.on("error", () => undefined);
  return new Promise((resolve) => {
    socket.once("close", (...said: readonly unknown[]) => resolve(said));
  });
}

/** The path of a model's API. */
export const modelPath = (uuid: string): string => `/model/${uuid}/api`;

export interface Credentials {
  readonly tag: string;
  readonly password: string;
  readonly nonce?: string;
}

/** Asks for a login, version 3, as a client that says of which version it is, or does not. */
export function login(
  peer: RpcPeer,
  credentials: Credentials,
  clientVersion?: string,
): Promise<unknown> {
  return peer.call({
    facade: "Admin",
    version: 3,
    method: "Login",
    params: {
      "auth-tag": credentials.tag,
      credentials: credentials.password,
      nonce: credentials.nonce ?? "",
      macaroons: null,
      "user-data": "",
      ...(clientVersion === undefined ? {} : { "client-version": clientVersion }),
    },
  });
}

/** A peer that has logged in to the model. */
export async function loggedIn(
  controller: Reachable,
  model: string,
  credentials: Credentials,
): Promise<RpcPeer> {
  const peer = await openPeer(controller, modelPath(model));
  await login(peer, credentials);
  return peer;
}

/** Calls a method of a facade's, the version being the one that the controller serves. */
export function call(
  peer: RpcPeer,
  facade: string,
  method: string,
  params: unknown = {},
  id = "",
): Promise<unknown> {
  return peer.call({ facade, version: VERSIONS[facade] ?? 1, method, params, id });
}

const VERSIONS: Readonly<Record<string, number>> = {
  Agent: 3,
  AllModelWatcher: 4,
  AllWatcher: 3,
  Client: 7,
  Controller: 11,
  InstancePoller: 4,
  Machiner: 5,
  ModelManager: 10,
  Provisioner: 11,
  ProxyUpdater: 2,
  Reboot: 2,
  Singular: 2,
};

/** The parameters of a question about these entities. */
export const entities = (...tags: string[]): { entities: { tag: string }[] } => ({
  entities: tags.map((tag) => ({ tag })),
});
