// OpenTelemetry's SDK and its exporters over HTTP, set up as the settings say. Loaded only where they are
// asked for: this is the one file that imports them.
import os from "node:os";

import type { Seen } from "@holdfast/introspection/opentelemetry";
import { sendTelemetry } from "@holdfast/introspection/opentelemetry";
import { type Clock, type Logger, sleep } from "@holdfast/ports";
import { createNoopMeter, type Meter, ProxyTracerProvider, type Tracer } from "@opentelemetry/api";
import { OTLPMetricExporter as JsonMetrics } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPMetricExporter as ProtobufMetrics } from "@opentelemetry/exporter-metrics-otlp-proto";
import { OTLPTraceExporter as JsonTraces } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufTraces } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  type Sampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";

import { CollectorAgent } from "./collector-agent.js";
import type { SamplerSettings, SignalSettings, TelemetrySettings } from "./telemetry-settings.js";
import { toldExporter } from "./told-exporter.js";

/** Who sends, what, and how. */
export interface OpenTelemetryOptions {
  readonly settings: TelemetrySettings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the service is called where the environment has no name for it. */
  readonly service: { readonly name: string; readonly version: string; readonly instance: string };
  readonly seen: Seen;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** How long the last data may take at the end, in ms: whoever stops an agent waits for it. */
const lastBatchesMs = 400;

/** Sends what is seen until disposed of, which takes no longer than {@link lastBatchesMs}. */
export function startOpenTelemetry(options: OpenTelemetryOptions): AsyncDisposable {
  const { settings, service, seen, clock } = options;
  const base = resourceFromAttributes({
    "service.name": service.name,
    "service.version": service.version,
    "service.instance.id": service.instance,
    "host.name": os.hostname(),
  });
  const resource = base.merge(detectResources({ detectors: [envDetector] }));
  const traces = settings.traces && startTraces(settings.traces, resource, options);
  const metrics = settings.metrics && startMetrics(settings.metrics, resource, options);
  const sending = sendTelemetry(seen, {
    tracer: traces?.tracer ?? new ProxyTracerProvider().getTracer("holdfast"),
    meter: metrics?.meter ?? createNoopMeter(),
    clock,
  });
  return {
    [Symbol.asyncDispose]: async () => {
      sending[Symbol.dispose]();
      const ended = Promise.allSettled([traces?.end(), metrics?.end()]);
      const done = new AbortController();
      const late = sleep(lastBatchesMs, { clock, signal: done.signal }).catch(() => undefined);
      await Promise.race([ended, late]);
      done.abort();
      traces?.[Symbol.dispose]();
      metrics?.[Symbol.dispose]();
    },
  };
}

/** One kind of data on its way. */
interface Signal extends Disposable {
  /** Sends what is left. */
  end(): Promise<void>;
}

function startTraces(
  { url, protocol, timeout }: SignalSettings,
  resource: Resource,
  { settings, env, logger }: OpenTelemetryOptions,
): Signal & { readonly tracer: Tracer } {
  const collector = new CollectorAgent("TRACES", env);
  const config = { url, timeoutMillis: timeout, httpAgentOptions: collector.make };
  const exporter = protocol === "http/json" ? new JsonTraces(config) : new ProtobufTraces(config);
  const processor = new BatchSpanProcessor({
    exporter: toldExporter(exporter, "traces", logger),
    scheduledDelayMillis: settings.spanDelay,
  });
  const provider = new TracerProvider({
    resource,
    sampler: samplerOf(settings.sampler),
    spanProcessors: [processor],
  });
  return {
    tracer: provider.getTracer("holdfast"),
    end: () => provider.shutdown(),
    [Symbol.dispose]: () => collector[Symbol.dispose](),
  };
}

function samplerOf({ kind, ratio }: SamplerSettings): Sampler {
  switch (kind) {
    case "always_on":
      return new AlwaysOnSampler();
    case "always_off":
      return new AlwaysOffSampler();
    case "traceidratio":
      return new TraceIdRatioBasedSampler(ratio);
  }
}

function startMetrics(
  { url, protocol, timeout }: SignalSettings,
  resource: Resource,
  { settings, env, logger }: OpenTelemetryOptions,
): Signal & { readonly meter: Meter } {
  const collector = new CollectorAgent("METRICS", env);
  const config = { url, timeoutMillis: timeout, httpAgentOptions: collector.make };
  const exporter = protocol === "http/json" ? new JsonMetrics(config) : new ProtobufMetrics(config);
  const reader = new PeriodicExportingMetricReader({
    exporter: toldExporter(exporter, "metrics", logger),
    exportIntervalMillis: settings.metricInterval,
    exportTimeoutMillis: settings.metricTimeout,
  });
  const provider = new MeterProvider({ resource, readers: [reader] });
  return {
    meter: provider.getMeter("holdfast"),
    end: () => provider.shutdown(),
    [Symbol.dispose]: () => collector[Symbol.dispose](),
  };
}
