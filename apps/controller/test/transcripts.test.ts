// The controller, held against the golden transcripts of @holdfast/facades: to what the client says
// there it says what the controller says there.
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

import {
  difference,
  fillIn,
  type Json,
  parseTranscript,
  type Transcript,
  type TranscriptLine,
} from "@holdfast/facades/testing";
import { parseUuid } from "@holdfast/names";
import { describe, expect, test } from "vitest";
import type { WebSocket } from "ws";

import type { RunningController } from "../src/index.js";
import { openSocket, testController } from "./kit/test-controller.js";

const folder = path.dirname(
  createRequire(import.meta.url).resolve("@holdfast/facades/transcripts/ping.jsonl"),
);

function read(file: string): Transcript {
  return parseTranscript(fs.readFileSync(path.join(folder, file), "utf8"));
}

/** What each transcript is about, made so; and what happens in it besides what is said. */
interface Scene {
  readonly rateLimit?: { readonly max: number; readonly interval: number };
  /** What our controller says in each of its messages besides what Juju says. */
  readonly adds?: string;
  prepare?(controller: RunningController, values: Values): Promise<void> | void;
  /** Once the controller has heard what comes before the line of that number. */
  readonly meanwhile?: {
    readonly line: number;
    happens(controller: RunningController): Promise<void>;
  };
}

type Values = Record<string, Json>;

const word = (values: Values, name: string): string => {
  const value = values[name];
  return typeof value === "string" ? value : "";
};

async function addMachine(
  controller: RunningController,
  values: Values,
  password = "password",
): Promise<void> {
  const uuid = word(values, "model");
  await controller.addModel({ name: "prod", uuid: parseUuid(uuid) });
  await controller.addMachine({
    model: uuid,
    nonce: word(values, "nonce"),
    ...(values[password] === undefined ? {} : { password: word(values, password) }),
  });
}

const ordinary: Scene = { prepare: (controller, values) => addMachine(controller, values) };

const SCENES: Record<string, Scene> = {
  "login-current-password.jsonl": ordinary,
  "login-old-password.jsonl": {
    prepare: (controller, values) => addMachine(controller, values, "old-password"),
  },
  "login-refused.jsonl": ordinary,
  "login-version-1.jsonl": ordinary,
  "model-not-found.jsonl": {},
  "not-provisioned.jsonl": {
    async prepare(controller, values) {
      await addMachine(controller, values);
      await controller.provision({ tag: "machine-0", model: "prod", nonce: "" });
    },
  },
  "ping.jsonl": ordinary,
  "redirect-told.jsonl": {
    async prepare(controller, values) {
      const uuid = word(values, "model");
      await controller.addModel({ name: "prod", uuid: parseUuid(uuid) });
      const password = word(values, "password");
      await controller.setUserPassword({ name: "bob", password });
      const caCert = word(values, "elsewhere-ca");
      await controller.setRedirect(uuid, { addresses: ["10.0.0.9:17070"], caCert });
    },
  },
  "shutdown.jsonl": {
    ...ordinary,
    meanwhile: {
      line: 5,
      // It is not waited for: it ends once this connection has.
      happens: (controller) => {
        void controller[Symbol.asyncDispose]();
        return Promise.resolve();
      },
    },
  },
  "try-again.jsonl": {
    ...ordinary,
    rateLimit: { max: 1, interval: 3_600_000 },
    // When to come again: Juju does not say so, and its agents pass over it.
    adds: "error-info",
  },
  "watcher.jsonl": {
    ...ordinary,
    meanwhile: {
      line: 5,
      happens: (controller) => controller.setApiAddresses(["10.0.0.1:17070"]),
    },
  },
};

/** Juju's controllers never answer this; it is how JAAS sends its users on. */
const NOT_OURS = ["redirect-asked.jsonl"];

/** What only the controller can know: learnt from what it answers. */
const LEARNT = new Set(["servers", "facades", "version", "watcher", "elsewhere"]);

/** What the other side says, in the order in which it comes. */
class Heard {
  readonly #messages: Json[] = [];
  readonly #socket: WebSocket;
  closeCode: number | undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on("message", (data: Buffer) => this.#messages.push(JSON.parse(data.toString())));
    socket.on("close", (code) => (this.closeCode = code));
  }

  /** The next message that fits the pattern's request, whatever came before it. */
  async next(pattern: Json): Promise<Json> {
    const id = requestId(pattern);
    for (;;) {
      const at = this.#messages.findIndex((message) => requestId(message) === id);
      const [found] = at === -1 ? [] : this.#messages.splice(at, 1);
      if (found !== undefined) return found;
      await once(this.#socket, "message");
    }
  }

  async close(): Promise<number> {
    while (this.closeCode === undefined) await once(this.#socket, "close");
    return this.closeCode;
  }

  get left(): readonly Json[] {
    return this.#messages;
  }
}

function requestId(message: Json): Json | undefined {
  return typeof message === "object" && message !== null && !Array.isArray(message)
    ? message["request-id"]
    : undefined;
}

/** Says the client's lines; what the controller says otherwise than its lines. */
async function replay(file: string): Promise<readonly string[]> {
  const { lines, values: examples, path: route } = read(file);
  const scene = SCENES[file] ?? {};
  const { rateLimit } = scene;
  const controller = await testController(rateLimit === undefined ? {} : { rateLimit });
  const known = Object.entries(examples).filter(([name]) => !LEARNT.has(name));
  const values: Values = {
    ...Object.fromEntries(known),
    controller: controller.controllerUuid,
  };
  await scene.prepare?.(controller, values);
  if (rateLimit !== undefined) await spendLogin(controller, values);
  const socket = await openSocket(controller, filledPath(route, values));
  const heard = new Heard(socket);
  const faults: string[] = [];
  for (const [number, line] of lines.entries()) {
    if (scene.meanwhile?.line === number) {
      // Whatever was said before has been heard by the controller once it answers this.
      socket.ping();
      await once(socket, "pong");
      await scene.meanwhile.happens(controller);
    }
    const fault = await follow(line, socket, heard, values, scene.adds);
    if (fault !== undefined) faults.push(`line ${number + 2}: ${fault}`);
  }
  if (heard.left.length > 0) faults.push(`too much: ${JSON.stringify(heard.left)}`);
  return faults;
}

function filledPath(route: string, values: Values): string {
  const filled = fillIn(route, values);
  if (typeof filled !== "string") throw new Error(`${route} is no path`);
  return filled;
}

async function follow(
  line: TranscriptLine,
  socket: WebSocket,
  heard: Heard,
  values: Values,
  adds: string | undefined,
): Promise<string | undefined> {
  if (line.from === "client") {
    if ("message" in line) socket.send(JSON.stringify(fillIn(line.message, values)));
    else socket.close();
    return undefined;
  }
  if ("close" in line) {
    const code = await heard.close();
    return code === line.close ? undefined : `closed with ${code} instead of ${line.close}`;
  }
  const said = without(await heard.next(line.message), adds);
  const where = difference(line.message, said, values);
  return where === undefined ? undefined : `${where} in ${JSON.stringify(said)}`;
}

/** The message as Juju says it, where we say something more. */
function without(message: Json, adds: string | undefined): Json {
  if (adds === undefined || typeof message !== "object" || message === null) return message;
  const juju = Object.entries(message).filter(([name]) => name !== adds);
  expect(juju.length, `our ${adds} is there`).toBeLessThan(Object.keys(message).length);
  return Object.fromEntries(juju);
}

/** The one login that there is room for. */
async function spendLogin(controller: RunningController, values: Values): Promise<void> {
  const socket = await openSocket(controller, `/model/${word(values, "model")}/api`);
  const [credentials, nonce] = [word(values, "password"), word(values, "nonce")];
  const params = { "auth-tag": "machine-0", credentials, nonce };
  const message = { "request-id": 1, type: "Admin", version: 3, request: "Login", params };
  socket.send(JSON.stringify(message));
  await once(socket, "message");
  socket.close();
}

describe("in the golden transcript", () => {
  const files = fs.readdirSync(folder).filter((file) => !NOT_OURS.includes(file));

  test("every file has its scene", () => {
    expect(Object.keys(SCENES).toSorted()).toEqual(files.toSorted());
  });

  test.each(files)("%s the controller says its lines", async (file) => {
    expect(await replay(file)).toEqual([]);
  });
});
