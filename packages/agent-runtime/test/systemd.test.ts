import { SystemdService } from "@holdfast/command-line";
import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";

import { ConnectionStatus } from "../src/connection-status.js";
import { ConnectionTold } from "../src/connection-told.js";

test("ready comes with the engine, whether or not it is connected; the status follows the connection", async () => {
  const said: string[] = [];
  const clock = new VirtualClock();
  const nobody = { currentConfig: () => ({ apiInfo: () => undefined, value: () => undefined }) };
  using connections = new ConnectionStatus(nobody, clock);
  const notifier = { send: async (...words: string[]) => void said.push(words.join(" ")) };
  const service = new SystemdService(notifier);
  const told = new ConnectionTold(service, () => connections.all());
  const engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 100,
    bounceDelay: 10,
    clock,
  });
  connections.add("agent", engine);
  told.follow(engine);
  let breakIt: (error: Error) => void = () => undefined;
  let listening = false;
  engine.install(resourceName("api-caller"), {
    inputs: [],
    start: () => {
      if (!listening) throw new Error("nobody answers");
      const broken = Promise.withResolvers<never>();
      breakIt = broken.reject;
      return runWorker((signal) => {
        signal.addEventListener("abort", () => broken.reject(signal.reason), { once: true });
        return broken.promise;
      });
    },
  });
  told.running();
  await clock.advance(1000);
  listening = true;
  await clock.advance(60_000);
  breakIt(new Error("reset"));
  await clock.advance(60_000);
  await service.reload(async () => undefined);
  await service.stopping();
  engine.kill();
  await engine.wait();
  const words = said.map((each) =>
    each.replace(/=\d{3,}$/, "=…").replace(/ since [-\d]+ [:\d]+ UTC/, " since …"),
  );
  const up = "STATUS=connected to the controller at no known address since …";
  expect(words).toEqual([
    "READY=1 STATUS=not connected since …: no attempt has ended yet",
    "STATUS=not connected since …: nobody answers",
    up,
    "STATUS=not connected since …: reset",
    up,
    "RELOADING=1 MONOTONIC_USEC=…",
    "READY=1",
    "STOPPING=1 STATUS=stopping",
  ]);
});
