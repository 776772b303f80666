import { once } from "node:events";
import net from "node:net";

import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import { get } from "./kit/get.js";
import {
  call,
  closeOf,
  entities,
  loggedIn,
  openSocket,
  testController,
} from "./kit/test-controller.js";

describe("a controller that is told to stop", () => {
  test("answers who waits, then closes with a Close frame", async () => {
    const controller = await testController();
    const machine = await controller.addMachine();
    const peer = await loggedIn(controller, machine.model, machine);
    await call(peer, "Machiner", "Watch", entities(machine.tag));
    const next = call(peer, "NotifyWatcher", "Next", {}, "1");
    await call(peer, "Pinger", "Ping");
    const stopped = controller[Symbol.asyncDispose]();
    await expect(next).rejects.toMatchObject({ message: "context canceled", code: "" });
    await stopped;
    await expect
      .poll(() => peer.closed.reason)
      .toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", by: "peer" });
  });

  test("leaves nothing: no port, no socket, and can be started again at once", async () => {
    const controller = await testController();
    const socket = await openSocket(controller, "/api");
    const [host = "", port = ""] = controller.address.split(":");
    const silent = net.connect(Number(port), host);
    await once(silent, "connect");
    const closed = Promise.all([closeOf(socket), closeOf(silent)]);
    await controller[Symbol.asyncDispose]();
    await closed;
    const refused = net.connect(Number(port), host);
    const [error] = await once(refused, "error");
    expect(error).toMatchObject({ code: "ECONNREFUSED" });
  });

  test("does it once, however often it is told", async () => {
    const controller = await testController();
    const stopped = controller[Symbol.asyncDispose]();
    expect(controller[Symbol.asyncDispose]()).toBe(stopped);
    await stopped;
  });

  test("is not held up by a connection that never answers the Close frame", async () => {
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock });
    const socket = await openSocket(controller, "/api");
    // Nothing is read from here on, and so no Close frame is seen or answered.
    socket.pause();
    const stopped = controller[Symbol.asyncDispose]();
    // Meanwhile whoever comes is told to go elsewhere.
    await expect(get(controller, "/health")).resolves.toBe("503 apiserver shutdown in progress\n");
    await expect(openSocket(controller, "/api")).rejects.toThrow("503");
    await clock.advance(5000);
    await expect(stopped).resolves.toBeUndefined();
    socket.terminate();
  });
});
