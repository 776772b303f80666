import { apiOpen, CertificateError, ConnectError } from "@holdfast/api-open";
import { MemoryAgent } from "@holdfast/connect-testkit";
import { expect, test } from "vitest";

import { ControllerUntrustedError, machinePolicy } from "../src/index.js";
import { rejectUntrustedOnFirstContact } from "../src/building-blocks.js";
import { FakeConnection } from "./kit/fake-connection.js";

const open = (): Promise<never> => Promise.reject(new Error("nobody dials here"));
const stranger = new Error("all attempts failed", {
  cause: new CertificateError("10.0.0.1:17070", "unknown authority", { cause: undefined }),
});

async function failure(agent: MemoryAgent, error: Error): Promise<unknown> {
  const strategy = rejectUntrustedOnFirstContact({ connect: () => Promise.reject(error) });
  return strategy.connect(agent, open).catch((reason: unknown) => reason);
}

test("an agent that was never admitted ends where another CA certified what answers", async () => {
  const error = await failure(new MemoryAgent({ password: "" }), stranger);
  expect(error).toBeInstanceOf(ControllerUntrustedError);
  expect(error).toHaveProperty("cause", stranger);
  expect(machinePolicy.isFatal(error)).toBe(true);
  expect(machinePolicy.exit(error)).toBe("usage");
});

test("an agent with a password of its own tries again: it may be an attack", async () => {
  const admitted = new MemoryAgent({ password: "p".repeat(24) });
  expect(await failure(admitted, stranger)).toBe(stranger);
});

test.each([
  ["a clock that is not set yet", "not yet valid"],
  ["a certificate that has expired", "expired"],
] as const)("an agent that was never admitted waits out %s", async (_, problem) => {
  const passing = new CertificateError("10.0.0.1:17070", problem, { cause: undefined });
  expect(await failure(new MemoryAgent({ password: "" }), passing)).toBe(passing);
});

test("an agent that was never admitted waits where a stranger answers at one of two addresses", async () => {
  const one = new CertificateError("10.0.0.1:17070", "unknown authority", { cause: undefined });
  one.others = [new ConnectError("10.0.0.2:17070", { cause: new Error("refused") })];
  expect(await failure(new MemoryAgent({ password: "" }), one)).toBe(one);
  one.others = [new CertificateError("10.0.0.2:17070", "wrong name", { cause: undefined })];
  expect(await failure(new MemoryAgent({ password: "" }), one)).toBeInstanceOf(
    ControllerUntrustedError,
  );
});

test("every other failure, and every success, passes through", async () => {
  const refused = new Error("connection refused");
  expect(await failure(new MemoryAgent({ password: "" }), refused)).toBe(refused);
  const connection = new FakeConnection();
  const strategy = rejectUntrustedOnFirstContact({ connect: async () => connection });
  expect(await strategy.connect(new MemoryAgent(), open)).toBe(connection);
});

test("at a first contact what cannot be dialled with is a mistake, later somebody may be at the file", async () => {
  const invalid = await apiOpen({ addrs: [] }, {}).catch((error: unknown) => error);
  if (!(invalid instanceof Error)) throw new Error("it opened");
  expect(await failure(new MemoryAgent({ password: "" }), invalid)).toMatchObject({
    code: "ERR_MISCONFIGURED",
  });
  expect(await failure(new MemoryAgent({ password: "p".repeat(24) }), invalid)).toBe(invalid);
});
