import { describe, expect, test } from "vitest";

import type { RunningController } from "../../src/index.js";
import { get } from "../kit/get.js";
import { openSocket, testController } from "../kit/test-controller.js";

const UNKNOWN = "deadbeef-0bad-400d-8000-4b1d0d06f00d";

const refusal = (controller: RunningController, route: string): Promise<unknown> =>
  openSocket(controller, route).then(
    () => "granted",
    (error: unknown) => (error instanceof Error ? error.message : error),
  );

describe("over HTTP", () => {
  test("health is answered while running", async () => {
    const controller = await testController();
    await expect(get(controller, "/health")).resolves.toBe("200 running\n");
  });

  test("a malformed model UUID is refused before any WebSocket", async () => {
    const controller = await testController();
    await expect(get(controller, "/model/rubbish/api")).resolves.toBe(
      '400 invalid model UUID "rubbish"\n',
    );
    await expect(refusal(controller, "/model/rubbish/api")).resolves.toContain("400");
    await expect(refusal(controller, "/model//api")).resolves.toContain("400");
  });

  test("a well-formed UUID that nobody knows gets its WebSocket", async () => {
    const controller = await testController();
    const socket = await openSocket(controller, `/model/${UNKNOWN}/api`);
    expect(socket.readyState).toBe(socket.OPEN);
    socket.terminate();
  });

  test("other paths are not found, and an endpoint without an upgrade is a bad request", async () => {
    const controller = await testController();
    await expect(get(controller, "/metrics")).resolves.toMatch(/^404 /u);
    await expect(refusal(controller, "/api/")).resolves.toContain("404");
    await expect(refusal(controller, `/model/${UNKNOWN}/pubsub`)).resolves.toContain("404");
    await expect(get(controller, "/api")).resolves.toMatch(/^400 /u);
  });

  test("a request that is none ends its socket, and nothing else", async () => {
    const controller = await testController();
    await expect(get(controller, `/${"x".repeat(20_000)}`)).rejects.toThrow(
      /socket hang up|ECONNRESET/u,
    );
    await expect(get(controller, "/health")).resolves.toBe("200 running\n");
  });
});
