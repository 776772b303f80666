import { type DirectionPlan, FaultProxy } from "@holdfast/fault-proxy";
import { describe, expect, test } from "vitest";

import { PostgresStore } from "../../../src/state/postgres/postgres-store.js";
import { missing, openPostgresStore, postgresForAll } from "../../kit/postgres.js";
import { counted, countUp } from "./counting.js";

const server = postgresForAll();
/** A store's second connection is the one that it commits on. */
const WRITER = 1;
/** Bytes before the end of a direction at which it is cut: the last messages are short ones. */
const NEAR_THE_END = [0, 1, 5, 6, 7, 13, 20, 40, 80, 120, 200];
const EVENLY = 12;

function through(url: string, proxy: FaultProxy): string {
  const reached = new URL(url);
  reached.port = String(proxy.port);
  return reached.href;
}

/** The bytes of a connection that makes one commit, each way. */
async function lengths(
  url: string,
): Promise<{ readonly toTarget: number; readonly toClient: number }> {
  await using proxy = await proxyTo(url);
  await using store = await PostgresStore.open({ url: through(url, proxy) });
  await countUp(store);
  const writer = proxy.connections[WRITER];
  if (writer === undefined) throw new Error("nothing was committed through the proxy");
  return { toTarget: writer.toTarget.delivered, toClient: writer.toClient.delivered };
}

const proxyTo = (url: string): Promise<FaultProxy> =>
  FaultProxy.listen({ target: { host: "127.0.0.1", port: Number(new URL(url).port) } });

function offsets(length: number): readonly number[] {
  const evenly = Array.from({ length: EVENLY }, (_, index) =>
    Math.floor((length * index) / EVENLY),
  );
  const near = NEAR_THE_END.map((bytes) => length - bytes);
  return [...new Set([...evenly, ...near])].filter((at) => at >= 0);
}

describe.skipIf(missing !== "").for(["toTarget", "toClient"] as const)(
  `a connection that is lost at any point of a commit, %s ${missing}`,
  (direction) => {
    test.for(["cut", "reset"] as const)("keeps it once, and says so (%s)", async (kind) => {
      const url = await server().freshDatabase();
      const beside = await openPostgresStore(url);
      const lengthsOfOne = await lengths(url);
      for (const at of offsets(lengthsOfOne[direction])) {
        await using proxy = await proxyTo(url);
        const faulty: DirectionPlan = { fault: { kind, at } };
        proxy.use((connection) =>
          connection === WRITER ? { kind: "relay", [direction]: faulty } : { kind: "relay" },
        );
        await using store = await PostgresStore.open({ url: through(url, proxy) });
        const before = await counted(beside);
        expect(await countUp(store), `${kind} at byte ${at}`).toBe(before + 1);
        expect(await counted(beside), `${kind} at byte ${at}`).toBe(before + 1);
        expect(await countUp(beside)).toBe(before + 2);
      }
    });
  },
);

describe.skipIf(missing !== "")(`a connection that vanishes ${missing}`, () => {
  test("holds no other controller up, and its commit is kept once", async () => {
    const url = await server().freshDatabase();
    const beside = await openPostgresStore(url);
    const { toClient, toTarget } = await lengths(url);
    await using proxy = await proxyTo(url);
    // With the lock in its hands, and before the commit has arrived.
    const faulty: DirectionPlan = { fault: { kind: "vanish", at: toTarget - 100 } };
    proxy.use((connection) =>
      connection === WRITER ? { kind: "relay", toTarget: faulty } : { kind: "relay" },
    );
    expect(toClient).toBeGreaterThan(0);
    await using store = await PostgresStore.open({ url: through(url, proxy) });
    const counts = await Promise.all([countUp(store), countUp(beside)]);
    expect(counts.toSorted()).toEqual([2, 3]);
    expect(await counted(beside)).toBe(3);
  });
});
