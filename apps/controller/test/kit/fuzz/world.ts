import { once } from "node:events";

import { WebSocket } from "ws";

import type { RunningController } from "../../../src/index.js";
import { SECRETS } from "./secrets.js";

/** As whom a session logs in, and to what. */
export interface Role {
  readonly name: string;
  readonly kind: "agent" | "user" | "anonymous" | "stranger";
  readonly tag: string;
  /** Of an agent: its own model. */
  readonly home: string;
  /** The connection's model; undefined for the controller's API. */
  readonly model: string | undefined;
  /** Whose secrets it may be told. */
  readonly mayKnow: readonly string[];
}

/** Two models with agents, and users of each level of access to one of them. */
export interface World {
  readonly alpha: string;
  readonly beta: string;
  readonly roles: readonly Role[];
}

/** Logs, in the name of a machine whose password is known, what not everybody may read. */
async function log(
  controller: RunningController,
  { tag, model, password, nonce }: { tag: string; model: string; password: string; nonce: string },
  words: string,
): Promise<void> {
  const authorization = `Basic ${Buffer.from(`${tag}:${password}`).toString("base64")}`;
  const socket = new WebSocket(`wss://${controller.address}/model/${model}/logsink`, [], {
    ca: controller.caCert,
    headers: { authorization, "x-juju-nonce": nonce },
  });
  await once(socket, "message");
  const record = { t: "2026-01-02T03:04:05Z", m: "m", l: "l", v: "ERROR", x: words };
  socket.send(JSON.stringify(record));
  socket.close(1000);
  await once(socket, "close");
}

/** Sets it up in a controller that runs, whose data directory may then be copied. */
export async function makeWorld(controller: RunningController): Promise<World> {
  const alpha = (await controller.addModel({ name: "alpha" })).uuid;
  const beta = (await controller.addModel({ name: "beta" })).uuid;
  const [ofAlphas, , ofBetas] = await Promise.all(
    [alpha, alpha, beta].map((model) => controller.addMachine({ model })),
  );
  if (ofAlphas === undefined || ofBetas === undefined) throw new Error("there are three machines");
  await log(controller, ofAlphas, SECRETS.alphaLog);
  await log(controller, ofBetas, SECRETS.betaLog);
  for (const model of [alpha, beta]) await controller.addUnit({ name: "mysql/0", model });
  const keeper = await controller.addMachine({ controller: true });
  for (const [name, access] of [
    ["admin", "superuser"],
    ["maker", "add-model"],
    ["owner", "login"],
    ["writer", "login"],
    ["reader", "login"],
    ["nobody", "login"],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop -- a password is hashed at a time
    await controller.setUserPassword({ name, access });
  }
  await controller.setModelAccess(alpha, "owner", "admin");
  await controller.setModelAccess(alpha, "writer", "write");
  await controller.setModelAccess(alpha, "reader", "read");
  const home = controller.controllerModelUuid;
  const all = Object.values(SECRETS);
  const ofAlpha = [SECRETS.alpha0, SECRETS.alpha1, SECRETS.alphaLog];
  const agent = (name: string, tag: string, model: string, mayKnow: readonly string[]): Role => ({
    name,
    kind: "agent",
    tag,
    home: model,
    model,
    mayKnow,
  });
  const user = (name: string, model: string | undefined, mayKnow: readonly string[]): Role => ({
    name: `${name} ${model === undefined ? "on the controller" : "in a model"}`,
    kind: "user",
    tag: `user-${name}`,
    home: "",
    model,
    mayKnow,
  });
  const nobody = (kind: "anonymous" | "stranger", model: string | undefined): Role => ({
    name: kind,
    kind,
    tag: "user-jujuanonymous",
    home: "",
    model,
    mayKnow: [],
  });
  const keeperIn = (model: string | undefined): Role => ({
    ...agent("controller machine", keeper.tag, home, all),
    model,
  });
  return {
    alpha,
    beta,
    roles: [
      agent("machine", "machine-0", alpha, [SECRETS.alpha0]),
      agent("other machine", "machine-1", alpha, [SECRETS.alpha1]),
      agent("unit", "unit-mysql-0", alpha, []),
      agent("machine of another model", "machine-0", beta, [SECRETS.beta]),
      agent("unit of another model", "unit-mysql-0", beta, [SECRETS.beta]),
      keeperIn(home),
      keeperIn(alpha),
      keeperIn(undefined),
      user("admin", alpha, all),
      user("admin", undefined, all),
      user("maker", undefined, []),
      user("owner", alpha, ofAlpha),
      user("owner", undefined, ofAlpha),
      user("writer", alpha, ofAlpha),
      user("reader", alpha, ofAlpha),
      user("reader", undefined, ofAlpha),
      user("nobody", undefined, []),
      nobody("anonymous", alpha),
      nobody("anonymous", undefined),
      nobody("stranger", alpha),
    ],
  };
}
