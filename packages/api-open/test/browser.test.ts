// The entry for browsers, here on Node's own WebSocket, which is the same; in a browser it is tried
// against the controller, in that package.
import path from "node:path";

import { build } from "vite";
import { describe, expect, test } from "vitest";

import {
  clientCredentialsLogin,
  type LoginProvider,
  macaroonLogin,
  open,
  openReconnecting,
  passwordLogin,
  type ReconnectingState,
  sessionTokenLogin,
} from "../src/browser/index.js";
import { loginResult, PASSWORD, TestController } from "./support/test-controller.js";

const PATIENT = { dialTimeout: 25_000, scheme: "ws:" } as const;

/** A bundle of the entry as a page gets it, without any of Node's modules to be had. */
async function bundle(): Promise<string> {
  const results = await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@holdfast/source"] },
    build: {
      write: false,
      minify: true,
      lib: {
        entry: path.join(import.meta.dirname, "../src/browser/index.ts"),
        formats: ["es"],
        fileName: "browser",
      },
      // Vite would put something empty in the place of a module of Node's, and say nothing.
      rollupOptions: { external: [/^node:/, "ws"] },
    },
  });
  const [result] = [results].flat();
  if (result === undefined || !("output" in result)) throw new Error("nothing was built");
  return result.output.map((each) => ("code" in each ? each.code : "")).join("\n");
}

describe("the entry for browsers", () => {
  test("is a bundle without a module of Node's, smaller than 150 KB", async () => {
    const code = await bundle();
    expect(code).not.toMatch(/node:|["']ws["']|\bBuffer\b|\bprocess\./);
    expect(code).not.toMatch(/^import/m);
    expect(code.length).toBeLessThan(150_000);
  });

  test("logs in, calls, and leaves nothing of a connection that is closed", async () => {
    const answers = { "Machiner.Life": () => ({ results: [] }) };
    await using controller = await TestController.start({ inClear: true, answers });
    const connection = await open(controller.info(), PATIENT);
    expect(connection).toMatchObject({ addr: controller.address, authTag: "machine-0" });
    const asked = { facade: "Machiner", method: "Life", params: { entities: [] } };
    await expect(connection.call(asked)).resolves.toEqual({ results: [] });
    await expect(connection.connectStream("/logsink")).rejects.toMatchObject({
      code: "ERR_STREAM",
    });
    await connection.close();
    expect(connection.broken.aborted).toBe(true);
    await expect(connection.call(asked)).rejects.toMatchObject({
      code: "ERR_CONNECTION_SHUTDOWN",
    });
  });

  test.each<[string, LoginProvider, string, unknown]>([
    [
      "a password",
      passwordLogin({ tag: "user-bob", password: "of bob" }),
      "Login",
      { "auth-tag": "user-bob", credentials: "of bob" },
    ],
    [
      "macaroons",
      macaroonLogin({ macaroons: [[{ i64: "root" }]], discharge: () => Promise.resolve([]) }),
      "Login",
      { "auth-tag": "", macaroons: [[{ i64: "root" }]] },
    ],
    [
      "a session token",
      sessionTokenLogin({ token: () => "of the issuer" }),
      "LoginWithSessionToken",
      { "session-token": "of the issuer" },
    ],
    [
      "client credentials",
      clientCredentialsLogin({ clientId: "dashboard", clientSecret: "of it" }),
      "LoginWithClientCredentials",
      { "client-id": "dashboard", "client-secret": "of it" },
    ],
  ])(
    "logs in by %s, with a provider that is ready-made",
    async (_what, loginProvider, by, shown) => {
      const params: unknown[] = [];
      const answers = {
        [`Admin.${by}`]: (request: { readonly params: unknown }) => {
          params.push(request.params);
          return loginResult();
        },
      };
      await using controller = await TestController.start({ inClear: true, answers });
      const { tag: _tag, password: _password, ...info } = controller.info();
      await using connection = await open(info, { ...PATIENT, loginProvider });
      expect(connection.controllerTag).toBe(loginResult()["controller-tag"]);
      expect(params).toEqual([expect.objectContaining(shown)]);
    },
  );

  test("is told who is refused, and that nobody is there", async () => {
    await using controller = await TestController.start({ inClear: true });
    const info = controller.info();
    await expect(open({ ...info, password: `not ${PASSWORD}` }, PATIENT)).rejects.toMatchObject({
      code: "unauthorized access",
    });
    await controller[Symbol.asyncDispose]();
    await expect(open(info, PATIENT)).rejects.toMatchObject({ code: "ERR_CONNECT" });
  });

  test("gives up at its signal, while it connects and while it logs in", async () => {
    const stop = new AbortController();
    const answers = {
      "Admin.Login": () => {
        stop.abort(new Error("enough"));
        return new Promise(() => undefined);
      },
    };
    await using controller = await TestController.start({ inClear: true, answers });
    await expect(open(controller.info(), PATIENT, stop.signal)).rejects.toThrow("enough");
    await expect(open(controller.info(), PATIENT, stop.signal)).rejects.toThrow("enough");
  });

  test("ends a connection whose peer breaks the protocol, or that is too long", async () => {
    await using controller = await TestController.start({ inClear: true });
    const broken = await open(controller.info(), PATIENT);
    controller.served.at(-1)?.socket.send("no JSON");
    await new Promise((resolve) => broken.broken.addEventListener("abort", resolve));
    expect(broken.broken.reason).toMatchObject({ code: "ERR_RPC_PROTOCOL" });
    await broken.close();
    const narrow = { ...PATIENT, maxMessageBytes: 10_000 };
    await using connection = await open(controller.info(), narrow);
    const params = { text: "x".repeat(20_000) };
    const call = connection.call({ facade: "Pinger", method: "Ping", params });
    await expect(call).rejects.toMatchObject({ code: "ERR_MESSAGE_TOO_LARGE" });
  });

  test("connects again where its connection breaks", async () => {
    await using controller = await TestController.start({ inClear: true });
    const kinds: string[] = [];
    const { promise: again, resolve } = Promise.withResolvers<void>();
    const onState = ({ kind }: ReconnectingState): void => {
      kinds.push(kind);
      if (kinds.filter((each) => each === "connected").length === 2) resolve();
    };
    await using client = await openReconnecting(controller.info(), {
      ...PATIENT,
      backoff: { delay: 1 },
      onState,
    });
    for (const { socket } of controller.served) socket.terminate();
    await again;
    expect(client.state.kind).toBe("connected");
    expect(kinds.slice(0, 3)).toEqual(["connecting", "connected", "waiting"]);
  });
});
