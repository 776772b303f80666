import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";

import { Engine, resourceName, runWorker } from "@holdfast/dependency-engine";
import { startIntrospection } from "@holdfast/introspection";
import { type LogFields, silentLogger, systemClock, untilAborted } from "@holdfast/ports";
import { Collector } from "@holdfast/program-testkit";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";

import { startTelemetry } from "../src/telemetry/start-telemetry.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** An engine with one worker, whose telemetry goes where the environment says. */
async function start(env: Readonly<Record<string, string>>) {
  // The exporters read the process's environment by themselves.
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-"));
  const introspection = await startIntrospection({
    socketPath: path.join(folder, "s"),
    sources: {
      connection: () => ({ state: "connected", passwordSince: 4_000_000 }),
      certificates: () => ({ ca: 9_000_000 }),
    },
  });
  const log: { readonly message: string; readonly fields: LogFields | undefined }[] = [];
  const note = (message: string, fields?: LogFields): void => void log.push({ message, fields });
  const telemetry = await startTelemetry({
    env,
    service: { name: "machine-agent", version: "1.2.3", instance: "machine-0" },
    seen: introspection,
    logger: { ...silentLogger, info: note, warn: note },
    clock: systemClock,
  });
  const engine = new Engine({
    isFatal: () => false,
    worstError: (first) => first,
    errorDelay: 1000,
    bounceDelay: 1,
  });
  introspection.add("agent", engine);
  engine.install(resourceName("w"), {
    inputs: [],
    start: () => runWorker((signal) => untilAborted(signal)),
  });
  await engine.settled();
  introspection.observer.certificateSeen?.({ address: "localhost:1", expires: 8_000_000 });
  onTestFinished(async () => {
    await telemetry[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    await introspection.close();
    await rm(folder, { recursive: true });
  });
  return { telemetry, engine, log };
}

const quick = { OTEL_METRIC_EXPORT_INTERVAL: "100", OTEL_BSP_SCHEDULE_DELAY: "50" };

test("traces and metrics are sent as JSON, with the resource that the environment describes", async () => {
  await using collector = await Collector.start();
  const { telemetry } = await start({
    OTEL_METRIC_EXPORT_INTERVAL: "100",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20t0ken",
    OTEL_SERVICE_NAME: "harbour",
    OTEL_RESOURCE_ATTRIBUTES: "deployment.environment=test",
  });
  await expect.poll(() => collector.textOf("/v1/metrics")).toContain("holdfast.connected");
  await telemetry[Symbol.asyncDispose](); // the last data are sent at the end
  const traces = collector.textOf("/v1/traces");
  expect(traces).toContain('"start w"');
  const metrics = collector.textOf("/v1/metrics");
  for (const name of [
    "holdfast.worker.starts",
    "holdfast.connected",
    "holdfast.password.set.timestamp",
    "holdfast.certificate.expiry.timestamp",
    "process.unix.file_descriptor.count",
  ]) {
    expect(metrics).toContain(`"${name}"`);
  }
  for (const sent of [traces, metrics]) {
    expect(sent).toMatch(/"service.name","value":\{"stringValue":"harbour"/);
    expect(sent).toContain("deployment.environment");
    expect(sent).toMatch(/"service.instance.id","value":\{"stringValue":"machine-0"/);
  }
  for (const { headers } of collector.received) expect(headers.authorization).toBe("Bearer t0ken");
});

test("protobuf is the default, and one kind can be left out", async () => {
  await using collector = await Collector.start();
  const { telemetry } = await start({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_EXPORTER: "none",
  });
  await telemetry[Symbol.asyncDispose]();
  expect(collector.received.map((each) => each.path)).toEqual(["/v1/metrics"]);
  expect(collector.received[0]?.headers["content-type"]).toBe("application/x-protobuf");
  expect(collector.textOf("/v1/metrics")).toContain("holdfast.worker.starts");
});

test("a collector that is away is told once, and so is its return", async () => {
  const collector = await Collector.start();
  const { url } = collector;
  await collector[Symbol.asyncDispose]();
  const { log } = await start({
    ...quick,
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_TIMEOUT: "200",
    OTEL_TRACES_EXPORTER: "none",
  });
  await expect.poll(() => log.length).toBe(1);
  expect(log[0]?.message).toMatch(/metrics cannot be sent to OpenTelemetry/);
  await using back = await Collector.start(Number(new URL(url).port));
  await expect.poll(() => log.length).toBe(2);
  expect(log[1]?.message).toMatch(/metrics are sent to OpenTelemetry again/);
  expect(back.received.length).toBeGreaterThan(0);
  expect(log[1]?.fields?.["lostBatches"]).toBeGreaterThan(0);
});

test("a collector that never answers holds up no stop", async () => {
  await using collector = await Collector.start();
  collector.answer = "never";
  const { telemetry, engine } = await start({
    ...quick,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_TIMEOUT: "170000",
  });
  await expect.poll(() => collector.received.length).toBeGreaterThan(1);
  expect(engine.report().manifolds["w"]?.state).toBe("started");
  const from = performance.now();
  await telemetry[Symbol.asyncDispose]();
  expect(performance.now() - from).toBeLessThan(90_000); // a quarter of a second, on idle cores
});

test.each([
  { OTEL_EXPORTER_OTLP_ENDPOINT: "nonsense" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1", OTEL_EXPORTER_OTLP_CERTIFICATE: "/none" },
])("what cannot be used is warned of, and the engine runs: %o", async (env) => {
  const { engine, log } = await start(env);
  expect(engine.report().manifolds["w"]?.state).toBe("started");
  expect(log.length).toBeGreaterThan(0);
});
