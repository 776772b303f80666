import path from "node:path";

import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { expect, onTestFinished, test } from "vitest";

import { startIntrospection } from "../src/index.js";
import { sendTelemetry } from "../src/opentelemetry/index.js";
import { makeFolder } from "./kit/folder.js";
import { agentWiring, LivelyEngine } from "./kit/lively-engine.js";

async function start() {
  const spans = new InMemorySpanExporter();
  const tracers = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  });
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: metrics });
  const meters = new MeterProvider({ readers: [reader] });
  const socketPath = path.join(await makeFolder(), "s");
  const introspection = await startIntrospection({ socketPath });
  const sending = sendTelemetry(introspection, {
    tracer: tracers.getTracer("test"),
    meter: meters.getMeter("test"),
  });
  const lively = new LivelyEngine();
  onTestFinished(async () => {
    await lively[Symbol.asyncDispose]();
    await introspection.close();
    await meters.shutdown();
    await tracers.shutdown();
  });
  /** The sum of a counter over all its labels. */
  const total = async (name: string): Promise<number> => {
    await reader.forceFlush();
    const found = metrics
      .getMetrics()
      .at(-1)
      ?.scopeMetrics.flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name);
    return (found?.dataPoints ?? []).reduce((sum, { value }) => sum + Number(value), 0);
  };
  return { introspection, sending, lively, spans, total };
}

test("a wave is a span, and each start within it another", async () => {
  const { introspection, sending, lively, spans, total } = await start();
  introspection.add("agent", lively.engine);
  lively.install(agentWiring);
  await lively.engine.settled();
  const finished = spans.getFinishedSpans();
  const wave = finished.find(({ name }) => name === "wave");
  expect(wave?.attributes).toMatchObject({ engine: "agent", started: 14 });
  const starts = finished.filter(({ name }) => name.startsWith("start "));
  expect(starts).toHaveLength(14);
  for (const one of starts) {
    expect(one.parentSpanContext?.spanId).toBe(wave?.spanContext().spanId);
  }
  expect(await total("holdfast.worker.starts")).toBe(14);
  sending[Symbol.dispose]();
});

test("a failure marks what failed, and is counted", async () => {
  const { introspection, sending, lively, spans, total } = await start();
  introspection.add("agent", lively.engine);
  lively.install(agentWiring);
  await lively.engine.settled();
  spans.reset();
  lively.refuse("api-caller", Object.assign(new Error("refused"), { code: "ERR_CONNECT" }));
  await expect.poll(() => total("holdfast.worker.failures")).toBeGreaterThan(0);
  await lively.engine.settled();
  const wave = spans.getFinishedSpans().find(({ name }) => name === "wave");
  expect(wave?.attributes).toMatchObject({ cause: "api-caller", what: "failed" });
  sending[Symbol.dispose]();
});

test("logins are spans of their own, and stop being told once disposed of", async () => {
  const { introspection, sending, spans, total } = await start();
  const open = introspection.measureOpen(() =>
    Promise.reject(Object.assign(new Error("no"), { code: "unauthorized access" })),
  );
  await expect(open()).rejects.toThrow("no");
  const [login] = spans.getFinishedSpans();
  expect(login?.name).toBe("login");
  expect(login?.attributes).toEqual({ outcome: "unauthorized access" });
  expect(await total("holdfast.logins")).toBe(1);
  sending[Symbol.dispose]();
  await expect(open()).rejects.toThrow("no");
  expect(spans.getFinishedSpans()).toHaveLength(1);
});
