import path from "node:path";

import {
  BounceError,
  Engine,
  type Health,
  resourceName,
  runWorker,
} from "@holdfast/dependency-engine";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { fetchReport, startIntrospection } from "../src/index.js";
import { makeFolder } from "./kit/folder.js";

async function start(clock = new VirtualClock(1_000_000)) {
  const socketPath = path.join(await makeFolder(), "s");
  const introspection = await startIntrospection({ socketPath, clock });
  onTestFinished(() => introspection.close());
  /** The value of each series, by its name and labels as they stand in the text. */
  const scrape = async (): Promise<ReadonlyMap<string, number>> => {
    const text = await fetchReport(socketPath, "/metrics");
    return new Map(
      text
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line): [string, number] => [
          line.slice(0, line.lastIndexOf(" ")),
          Number(line.slice(line.lastIndexOf(" ") + 1)),
        ]),
    );
  };
  return { clock, introspection, scrape };
}

/** An engine with one worker, `w`, that ends when it is told to, as it is told to. */
function runOne(clock: VirtualClock) {
  const engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 1000,
    bounceDelay: 1,
    random: () => 0.5,
    clock,
  });
  let end: (error: Error) => void = () => undefined;
  let health: Health | undefined;
  const install = (): void => {
    engine.install(resourceName("w"), {
      inputs: [],
      start: (context) => {
        ({ health } = context);
        return runWorker(async (signal) => {
          const { promise, resolve, reject } = Promise.withResolvers<void>();
          end = reject;
          signal.addEventListener("abort", () => resolve(), { once: true });
          await promise;
        });
      },
    });
  };
  onTestFinished(() => engine[Symbol.asyncDispose]());
  const itsHealth = (): Health => {
    if (health === undefined) throw new Error("it has not started yet");
    return health;
  };
  return { engine, install, end: (error: Error) => end(error), health: itsHealth };
}

const labels = 'engine="agent",worker="w"';

describe("/metrics counts workers", () => {
  test("by starts, ends, failures with their codes, and the time in each state", async () => {
    const { clock, introspection, scrape } = await start();
    const worker = runOne(clock);
    introspection.add("agent", worker.engine);
    worker.install();
    await clock.advance(5000);
    worker.end(Object.assign(new Error("no"), { code: "ERR_NO" }));
    await clock.advance(400);
    const during = await scrape();
    expect(during.get(`holdfast_worker_running{${labels}}`)).toBe(0);
    expect(during.get(`holdfast_worker_failures_total{${labels},code="ERR_NO"}`)).toBe(1);
    await clock.advance(600);
    worker.end(new BounceError());
    await clock.advance(2000);

    const after = await scrape();
    expect(after.get(`holdfast_worker_running{${labels}}`)).toBe(1);
    expect(after.get(`holdfast_worker_starts_total{${labels}}`)).toBe(3);
    expect(after.get(`holdfast_worker_ends_total{${labels},outcome="failed"}`)).toBe(1);
    expect(after.get(`holdfast_worker_ends_total{${labels},outcome="bounce"}`)).toBe(1);
    const inState = (state: string) =>
      after.get(`holdfast_worker_state_seconds_total{${labels},state="${state}"}`) ?? 0;
    expect(inState("started") + inState("waiting") + inState("starting")).toBeCloseTo(8, 5);
    expect(inState("waiting")).toBeCloseTo(1, 1);
  });

  test("by whether they run as they should", async () => {
    const { clock, introspection, scrape } = await start();
    const worker = runOne(clock);
    introspection.add("agent", worker.engine);
    worker.install();
    await clock.advance(1000);
    const degraded = async () => (await scrape()).get(`holdfast_worker_degraded{${labels}}`);
    expect(await degraded()).toBe(0);
    worker.health().degraded("slow");
    expect(await degraded()).toBe(1);
    worker.health().recovered();
    expect(await degraded()).toBe(0);
    worker.health().degraded("slow again");
    worker.end(new Error("no"));
    await clock.advance(1);
    expect(await degraded()).toBe(0);
  });

  test("a scrape counts no time twice", async () => {
    const { clock, introspection, scrape } = await start();
    const worker = runOne(clock);
    introspection.add("agent", worker.engine);
    worker.install();
    for (let round = 1; round <= 3; round++) {
      await clock.advance(1000);
      const found = await scrape();
      expect(found.get(`holdfast_worker_state_seconds_total{${labels},state="started"}`)).toBe(
        round,
      );
    }
  });

  test("what is removed or forgotten leaves no series behind", async () => {
    const { clock, introspection, scrape } = await start();
    const worker = runOne(clock);
    const forget = introspection.add("agent", worker.engine);
    worker.install();
    await clock.advance(10);
    const series = async () => [...(await scrape()).keys()].filter((key) => key.includes("agent"));
    expect((await series()).length).toBeGreaterThan(0);
    await worker.engine.remove("w");
    await clock.advance(10);
    expect((await series()).filter((key) => key.includes('worker="w"'))).toEqual([]);
    worker.install();
    await clock.advance(10);
    forget();
    expect(await series()).toEqual([]);
  });
});

describe("/metrics counts the transport", () => {
  test("calls by facade, heartbeats apart, and bytes", async () => {
    const { introspection, scrape } = await start();
    const { observer } = introspection;
    const call = {
      facade: "Machiner",
      version: 5,
      method: "Life",
      outcome: "ok",
      duration: 20,
    } as const;
    observer.callEnded?.(call);
    observer.callEnded?.({ ...call, outcome: "error" });
    const ping = { ...call, facade: "Pinger", method: "Ping" };
    observer.callEnded?.({ ...ping, duration: 2 });
    observer.callEnded?.({ ...ping, outcome: "abandoned" });
    observer.messageReceived?.(100);
    observer.messageSent?.(40);
    observer.messageSent?.(2);
    const found = await scrape();
    expect(found.get('holdfast_calls_total{facade="Machiner",outcome="ok"}')).toBe(1);
    expect(found.get('holdfast_calls_total{facade="Machiner",outcome="error"}')).toBe(1);
    expect([...found.keys()].some((key) => key.includes("Pinger"))).toBe(false);
    expect(found.get("holdfast_heartbeat_seconds_sum")).toBe(0.002);
    expect(found.get("holdfast_heartbeat_seconds_count")).toBe(1);
    expect(found.get("holdfast_heartbeat_failures_total")).toBe(1);
    expect(found.get("holdfast_received_bytes_total")).toBe(100);
    expect(found.get("holdfast_sent_bytes_total")).toBe(42);
  });

  test("logins by outcome: what the open function did is unchanged", async () => {
    const { clock, introspection, scrape } = await start();
    const refused = new Error("outer", {
      cause: Object.assign(new Error("inner"), { code: "unauthorized access" }),
    });
    const open = introspection.measureOpen(async (answer: "connection" | Error) => {
      await clock.advance(250);
      if (answer instanceof Error) throw answer;
      return answer;
    });
    expect(await open("connection")).toBe("connection");
    await expect(open(refused)).rejects.toBe(refused);
    await expect(open(new Error("no code"))).rejects.toThrow("no code");
    const found = await scrape();
    expect(found.get('holdfast_logins_total{outcome="ok"}')).toBe(1);
    expect(found.get('holdfast_logins_total{outcome="unauthorized access"}')).toBe(1);
    expect(found.get('holdfast_logins_total{outcome="unknown"}')).toBe(1);
    expect(found.get("holdfast_login_seconds_sum")).toBe(0.25);
  });

  test("a label has a bounded number of values", async () => {
    const { introspection, scrape } = await start();
    for (let count = 0; count < 1000; count++) {
      introspection.observer.callEnded?.({
        facade: `Facade${count}`,
        method: "M",
        outcome: "ok",
        duration: 1,
      });
    }
    const found = await scrape();
    const facades = [...found.keys()].filter((key) => key.startsWith("holdfast_calls_total"));
    expect(facades).toHaveLength(201);
    expect(found.get('holdfast_calls_total{facade="other",outcome="ok"}')).toBe(800);
  });
});

test("the last heartbeat that was answered stands with the connection's facts", async () => {
  const socketPath = path.join(await makeFolder(), "s");
  const clock = new VirtualClock(5000);
  const connection = () => ({ state: "connected", address: "h:1" }) as const;
  await using introspection = await startIntrospection({
    socketPath,
    clock,
    sources: { connection },
  });
  introspection.add("agent", runOne(clock).engine);
  const ping = { facade: "Pinger", method: "Ping", duration: 4 } as const;
  introspection.observer.callEnded?.({ ...ping, outcome: "ok" });
  await clock.advance(1000);
  introspection.observer.callEnded?.({ ...ping, outcome: "abandoned" });
  expect(JSON.parse(await fetchReport(socketPath, "/report"))).toMatchObject({
    connections: {
      agent: { state: "connected", address: "h:1", heartbeat: { at: 5000, roundTrip: 4 } },
    },
  });
});

test("/metrics tells what the agent is, whether it is connected, and what runs out", async () => {
  const socketPath = path.join(await makeFolder(), "s");
  const clock = new VirtualClock(5000);
  let state: "connected" | "connecting" = "connected";
  await using introspection = await startIntrospection({
    socketPath,
    clock,
    sources: {
      version: "1.2.3",
      connection: () => ({ state, passwordSince: 4000 }),
      certificates: () => ({ ca: 9_000_000 }),
    },
  });
  const forget = introspection.add("agent", runOne(clock).engine);
  const text = await fetchReport(socketPath, "/metrics");
  expect(text).toMatch(/^holdfast_build_info\{version="1.2.3",node="[^"]+"\} 1$/m);
  expect(text).toMatch(/^holdfast_connected\{engine="agent"\} 1$/m);
  expect(text).toMatch(/^holdfast_password_set_timestamp_seconds 4$/m);
  expect(text).toMatch(/^holdfast_certificate_expiry_timestamp_seconds\{certificate="ca"\} 9000$/m);
  expect(text).toMatch(/^process_open_fds \d+$/m);
  state = "connecting";
  expect(await fetchReport(socketPath, "/metrics")).toMatch(/^holdfast_connected\{.*\} 0$/m);
  forget();
  expect(await fetchReport(socketPath, "/metrics")).not.toMatch(/^holdfast_connected\{/m);
});

test("/metrics tells of the process, and nothing goes on measuring after close", async () => {
  const { introspection, scrape } = await start();
  const found = await scrape();
  expect(found.get("process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
  expect(found.get("process_cpu_seconds_total")).toBeGreaterThan(0);
  expect(found.has('holdfast_event_loop_delay_seconds{percentile="99"}')).toBe(true);
  await introspection.close();
  expect(introspection.engines.log.followers).toBe(0);
});
