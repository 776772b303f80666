// Our client, held against the golden transcripts of @holdfast/facades: it says exactly what they
// say, and takes from what the controller says there what it means.
import { once } from "node:events";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Agent, Machiner } from "@holdfast/facades";
import {
  difference,
  fillIn,
  type Json,
  parseTranscript,
  type Transcript,
} from "@holdfast/facades/testing";
import { modelTag, parseTag, parseUuid } from "@holdfast/names";
import { describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import {
  type ApiInfo,
  apiOpen,
  type Connection,
  facadeClient,
  onlyResult,
  open,
  watchNotify,
} from "../src/index.js";
import { TestController, PATIENT } from "./support/test-controller.js";

const folder = path.dirname(
  createRequire(import.meta.url).resolve("@holdfast/facades/transcripts/ping.jsonl"),
);

function read(name: string): Transcript {
  return parseTranscript(fs.readFileSync(path.join(folder, `${name}.jsonl`), "utf8"));
}

/** A controller that knows nothing but its lines. */
class Actor implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly #transcript: Transcript;
  readonly #values: Record<string, Json>;
  readonly #over = Promise.withResolvers<void>();
  #next = 0;
  controller!: TestController;

  private constructor(transcript: Transcript) {
    this.#transcript = transcript;
    this.#values = { ...transcript.values };
  }

  static async start(name: string): Promise<Actor> {
    const actor = new Actor(read(name));
    const server = new WebSocketServer({ noServer: true });
    actor.controller = await TestController.start({
      onUpgrade: (request, socket, head) => {
        actor.#compare(actor.#transcript.path, request.url ?? "");
        server.handleUpgrade(request, socket, head, (webSocket) => actor.#play(webSocket));
        return true;
      },
    });
    return actor;
  }

  value(name: string): string {
    const value = this.#values[name];
    return typeof value === "string" ? value : "";
  }

  info(change: Partial<ApiInfo> = {}): ApiInfo {
    return {
      addrs: [this.controller.address],
      caCert: this.controller.ca.cert,
      modelTag: modelTag(parseUuid(this.value("model"))),
      tag: parseTag(this.value("tag")).tag,
      password: this.value("password"),
      nonce: this.value("nonce"),
      ...change,
    };
  }

  /** Resolves once the last line has been said. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  #play(socket: WebSocket): void {
    socket.on("message", (data: Buffer) => {
      const line = this.#transcript.lines[this.#next++];
      const said: Json = JSON.parse(data.toString());
      if (line?.from === "client" && "message" in line) this.#compare(line.message, said);
      else this.complaints.push(`too much: ${data.toString()}`);
      this.#answer(socket);
    });
    socket.on("close", (code: number) => {
      const line = this.#transcript.lines[this.#next++];
      if (line !== undefined && (!("close" in line) || line.close !== code)) {
        this.complaints.push(`closed with ${code} instead of ${JSON.stringify(line)}`);
      }
      this.#over.resolve();
    });
  }

  #answer(socket: WebSocket): void {
    for (;;) {
      const line = this.#transcript.lines[this.#next];
      if (line?.from !== "controller") return;
      this.#next += 1;
      if ("close" in line) socket.close(line.close);
      else socket.send(JSON.stringify(fillIn(line.message, this.#values)));
    }
  }

  #compare(pattern: Json, said: Json): void {
    const where = difference(pattern, said, this.#values);
    if (where !== undefined) this.complaints.push(`${where} in ${JSON.stringify(said)}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.controller[Symbol.asyncDispose]();
  }
}

async function fails(opening: Promise<Connection>): Promise<unknown> {
  return opening.then(
    (connection) => connection.close(),
    (error: unknown) => error,
  );
}

describe("our client, held against the transcript", () => {
  test("of a login with the current password", async () => {
    await using actor = await Actor.start("login-current-password");
    const connection = await open(actor.info(), PATIENT);
    expect(connection.serverVersion).toBe(actor.value("version"));
    expect(connection.bestFacadeVersion("Machiner")).toBe(5);
    await connection.close();
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });

  test("of a login with the old password, and the change of it", async () => {
    await using actor = await Actor.start("login-old-password");
    const connection = await open(actor.info({ password: actor.value("old-password") }), PATIENT);
    const agent = facadeClient(connection, Agent);
    const tag = actor.value("tag");
    const { entities } = await agent.GetEntities({ entities: [{ tag }] });
    expect(onlyResult(entities).life).toBe("alive");
    const changes = [{ tag, password: actor.value("password") }];
    expect(onlyResult((await agent.SetPasswords({ changes })).results)).toEqual({});
    await connection.close();
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });

  test.each([
    ["login-refused", "unauthorized access"],
    ["not-provisioned", "not provisioned"],
    ["try-again", "try again"],
    ["model-not-found", "model not found"],
  ])("of %s", async (name, code) => {
    await using actor = await Actor.start(name);
    const password = actor.value("wrong-password") || actor.value("password");
    expect(await fails(open(actor.info({ password }), PATIENT))).toMatchObject({
      name: "ApiError",
      code,
    });
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });

  test.each([
    ["redirect-told", false],
    ["redirect-asked", true],
  ])("of %s", async (name, follow) => {
    await using actor = await Actor.start(name);
    expect(await fails(open(actor.info(), PATIENT))).toMatchObject({
      name: "RedirectError",
      addrs: ["10.0.0.9:17070"],
      caCert: actor.value("elsewhere-ca"),
      follow,
    });
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });

  test("of a watcher", async () => {
    await using actor = await Actor.start("watcher");
    const connection = await open(actor.info(), PATIENT);
    const started = await facadeClient(connection, Machiner).WatchAPIHostPorts();
    const watch = watchNotify(connection, started);
    await watch.next();
    await watch.next();
    const waiting = watch.next();
    // A turn later its request is on the way.
    await Promise.resolve();
    await watch.close();
    await expect(waiting).resolves.toEqual({ done: true, value: undefined });
    await connection.close();
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });

  test("of a ping", async () => {
    await using actor = await Actor.start("ping");
    const connection = await open(actor.info(), PATIENT);
    await expect(connection.isBroken()).resolves.toBe(false);
    await connection.close();
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });

  test("of a shutdown", async () => {
    await using actor = await Actor.start("shutdown");
    await using connection = await open(actor.info(), PATIENT);
    const started = await facadeClient(connection, Machiner).WatchAPIHostPorts();
    const next = { facade: "NotifyWatcher", id: started.NotifyWatcherId, method: "Next" };
    await expect(connection.call(next)).rejects.toMatchObject({ message: "context canceled" });
    await actor.over;
    if (!connection.broken.aborted) await once(connection.broken, "abort");
    expect(connection.broken.reason).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", by: "peer" });
    expect(actor.complaints).toEqual([]);
  });

  test("of a login by version 1", async () => {
    await using actor = await Actor.start("login-version-1");
    const { modelTag: _, ...info } = actor.info();
    const connection = await apiOpen(info, PATIENT);
    expect(connection.modelTag).toBe(modelTag(parseUuid(actor.value("model"))));
    await connection.close();
    await actor.over;
    expect(actor.complaints).toEqual([]);
  });
});
