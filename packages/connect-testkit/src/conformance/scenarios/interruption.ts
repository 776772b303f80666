import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";

import { connected } from "../expect.js";
import { silence } from "../answers.js";
import { endsSoon, interruptedAt, interruptedDuring } from "../interrupted.js";
import type { Scenario } from "../scenario.js";

const settled = { credentials: "settled" } as const;

/** Every wait can be interrupted, at each step, and leaves nothing behind. */
export const interruptionScenarios: readonly Scenario[] = [
  {
    id: "interruption.before-it-begins",
    claim: "interrupted before it begins, it dials nothing and ends with the reason",
    arrange: settled,
    async run(scene) {
      const stop = scene.interruption();
      const reason = new Error("not wanted any more");
      stop.abort(reason);
      const outcome = await endsSoon(scene.connect(stop.signal));
      assert.deepEqual(outcome, { kind: "failed", error: reason });
      assert.equal(scene.journal.of("opened").length, 0);
    },
  },
  {
    id: "interruption.while-dialling",
    claim: "interrupted while the other side has not even greeted it, it ends with the reason",
    arrange: settled,
    async run(scene) {
      await using silent = await silentServer();
      scene.agent.overwrite({ apiAddresses: [silent.address] });
      await interruptedAt(scene, (running) => silent.connected(running));
    },
  },
  {
    id: "interruption.network-vanished",
    claim: "interrupted while the network has silently gone, it ends with the reason",
    arrange: settled,
    async run(scene) {
      const proxy = await scene.faultyNetwork({
        kind: "relay",
        toClient: { fault: { kind: "vanish", at: 200 } },
      });
      const dialled = proxy.nextConnection();
      await interruptedAt(scene, (running) => Promise.race([dialled, running]));
      await dialled;
    },
  },
  interruptedDuring("interruption.login", "Admin.Login", "during the login", settled),
  {
    id: "interruption.at-any-moment",
    claim: "interrupted at any moment, whatever it waits for, it ends soon",
    arrange: settled,
    async run(scene) {
      for (const turns of [0, 1, 2, 4, 8, 16, 32]) {
        const stop = scene.interruption();
        const outcome = scene.connect(stop.signal);
        for (let turn = 0; turn < turns; turn++) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        const reason = new Error("shutting down");
        stop.abort(reason);
        const ended = await endsSoon(outcome);
        // It may have been done before.
        if (ended.kind === "failed") assert.equal(ended.error, reason);
        await scene.closeConnections();
      }
      connected(await scene.connect());
    },
  },
  {
    id: "interruption.at-every-request",
    claim: "interrupted while the controller owes it an answer, whichever, it ends with the reason",
    arrange: settled,
    async run(scene) {
      connected(await scene.connect());
      await scene.closeConnections();
      const requests = scene.journal.of("request").length;
      for (let silentAt = 0; silentAt < requests; silentAt++) {
        let arrived = 0;
        const came = Promise.withResolvers<void>();
        scene.controller.answer("*", (request) => {
          if (arrived++ < silentAt) return request.proceed();
          came.resolve();
          return silence(request);
        });
        await interruptedAt(scene, (running) => Promise.race([came.promise, running]));
        scene.controller.restore("*");
      }
      connected(await scene.connect());
    },
  },
  {
    id: "interruption.after-success",
    claim: "an interruption after it has succeeded does not touch the connection",
    arrange: settled,
    async run(scene) {
      const stop = scene.interruption();
      const connection = connected(await scene.connect(stop.signal));
      stop.abort(new Error("too late"));
      await connection.call({ facade: "Pinger", version: 1, method: "Ping" });
      assert.equal(connection.broken.aborted, false);
    },
  },
  {
    id: "interruption.not-a-refusal",
    claim: "an interruption is never taken for a refusal: the next call connects",
    arrange: settled,
    async run(scene) {
      scene.controller.answer("Admin.Login", silence);
      const stop = scene.interruption();
      const outcome = scene.connect(stop.signal);
      await scene.called("Admin.Login");
      stop.abort(new Error("shutting down"));
      assert.equal((await outcome).kind, "failed");
      scene.controller.restore("Admin.Login");
      connected(await scene.connect());
    },
  },
  {
    id: "interruption.of-one-of-two",
    claim: "interrupting one call leaves another one alone",
    arrange: settled,
    async run(scene) {
      const stop = scene.interruption();
      let first = true;
      scene.controller.answer("Admin.Login", (request) => {
        if (!first) return request.proceed();
        first = false;
        return silence(request);
      });
      const interruptedOne = scene.connect(stop.signal);
      await scene.called("Admin.Login");
      const other = await scene.connect();
      stop.abort(new Error("only this one"));
      assert.equal((await interruptedOne).kind, "failed");
      connected(other);
    },
  },
];

/** Takes connections and says nothing, not even TLS. */
async function silentServer(): Promise<
  AsyncDisposable & { address: string; connected(running: Promise<unknown>): Promise<unknown> }
> {
  const sockets = new Set<net.Socket>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    // Whoever is interrupted may reset it.
    socket.on("error", () => undefined);
    resolve();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    address: `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 1}`,
    connected: (running) => Promise.race([promise, running]),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
