import { type Agent, ApiError, type ApiInfo, type Connection } from "@holdfast/connect";
import { MemoryAgent, Scene } from "@holdfast/connect-testkit";
import { expect, test } from "vitest";

import { OnlyConnect } from "../src/index.js";

const refusal = new ApiError("invalid entity name or password", { code: "unauthorized access" });

/** An agent that knows ten passwords, the current one first. */
function manyPasswords(): Agent {
  const agent = new MemoryAgent({ password: "p0", oldPassword: "p1" });
  const keptPasswords = ["p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"];
  return {
    currentConfig: () => ({ ...agent.currentConfig(), keptPasswords }),
    changeConfig: (mutate) => agent.changeConfig(mutate),
  };
}

test("what was refused in a whole round is tried two at a time, each in its turn", async () => {
  const strategy = new OnlyConnect();
  const agent = manyPasswords();
  const rounds: unknown[][] = [];
  for (let round = 0; round < 10; round++) {
    const asked: unknown[] = [];
    rounds.push(asked);
    const open = ({ password }: ApiInfo): Promise<never> => {
      asked.push(password);
      return Promise.reject(refusal);
    };
    // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
    await expect(strategy.connect(agent, open)).rejects.toBe(refusal);
  }
  expect(rounds[0]).toHaveLength(10);
  expect(rounds.slice(1).map((asked) => asked.length)).toEqual(Array.from({ length: 9 }, () => 2));
  expect(rounds.slice(1).map(([first]) => first)).toEqual(Array.from({ length: 9 }, () => "p0"));
  expect(new Set(rounds.slice(1).map(([, other]) => other)).size).toBe(9);
});

test("the password that was accepted last time is tried first, until the current one is another", async () => {
  await using scene = await Scene.open((ports) => new OnlyConnect(ports), {
    credentials: "settled",
  });
  const { oldPassword } = scene.agent.record;
  const connect = async (): Promise<Connection> => {
    const outcome = await scene.connect();
    if (outcome.kind === "failed") throw outcome.error;
    return outcome.connection;
  };
  scene.controller.state.password = oldPassword;
  await (await connect()).close();
  const logins = (): number =>
    scene.journal.of("request").filter(({ method }) => method === "Admin.Login").length;
  const before = logins();
  await (await connect()).close();
  expect(logins() - before).toBe(1);
});
