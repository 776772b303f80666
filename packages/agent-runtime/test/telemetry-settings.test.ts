import { describe, expect, test } from "vitest";

import { telemetrySettings } from "../src/telemetry/telemetry-settings.js";

const collector = "http://collector:4318";

test.each([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
  { OTEL_EXPORTER_OTLP_ENDPOINT: collector, OTEL_SDK_DISABLED: "TRUE" },
  { OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none", OTEL_SERVICE_NAME: "agent" },
  {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_TRACES_EXPORTER: "none",
    OTEL_METRICS_EXPORTER: "none",
  },
])("nothing is sent with %o", (env) => {
  expect(telemetrySettings(env)).toBeUndefined();
});

describe("an endpoint", () => {
  test("of all kinds of data gets each kind's path, and one of a kind stays as it is", () => {
    const settings = telemetrySettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector}/otlp/`,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "https://metrics/",
    });
    expect(settings?.traces?.url).toBe(`${collector}/otlp/v1/traces`);
    expect(settings?.metrics?.url).toBe("https://metrics/");
  });

  test("of one kind sends that kind alone", () => {
    const settings = telemetrySettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector });
    expect(settings?.traces?.url).toBe(`${collector}/`);
    expect(settings?.metrics).toBeUndefined();
  });

  test("is the collector of this machine where only an exporter is named", () => {
    const settings = telemetrySettings({ OTEL_METRICS_EXPORTER: "otlp" });
    expect(settings?.metrics?.url).toBe("http://localhost:4318/v1/metrics");
    expect(settings?.traces).toBeUndefined();
  });

  test.each(["collector:4318", "secret", "ftp://secret@collector"])(
    "that is none (%s) is named and not shown, and sends nothing",
    (endpoint) => {
      const settings = telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint });
      expect(settings?.traces).toBeUndefined();
      expect(settings?.problems.join()).toContain("OTEL_EXPORTER_OTLP_ENDPOINT");
      expect(settings?.problems.join()).not.toContain("secret");
    },
  );
});

test("a protocol is that of its kind, of all, or protobuf; gRPC is told, and sends nothing", () => {
  const settings = telemetrySettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: "http/json",
  });
  expect(settings?.traces).toBeUndefined();
  expect(settings?.metrics?.protocol).toBe("http/json");
  expect(settings?.problems).toEqual([expect.stringContaining('"grpc"')]);
  const plain = telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: collector });
  expect(plain?.traces?.protocol).toBe("http/protobuf");
});

test("an exporter that is not known is told, and the others are used", () => {
  const settings = telemetrySettings({ OTEL_TRACES_EXPORTER: "zipkin,otlp" });
  expect(settings?.traces).toBeDefined();
  expect(settings?.problems).toEqual([expect.stringContaining("zipkin")]);
});

test.each(["0", "-1", "soon", "99999999999"])("a duration of %s is told, and not used", (text) => {
  const settings = telemetrySettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_METRIC_EXPORT_INTERVAL: text,
  });
  expect(settings?.metricInterval).toBe(60_000);
  expect(settings?.problems).toEqual([expect.stringContaining("OTEL_METRIC_EXPORT_INTERVAL")]);
});

test("a timeout is never longer than the interval, which the SDK would refuse", () => {
  const settings = telemetrySettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_METRIC_EXPORT_INTERVAL: "1000",
    OTEL_METRIC_EXPORT_TIMEOUT: "5000",
  });
  expect(settings).toMatchObject({ metricInterval: 1000, metricTimeout: 1000 });
});

test("samplers are the specification's; one that is not known is told", () => {
  const sampler = (name: string, arg?: string) =>
    telemetrySettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      OTEL_TRACES_SAMPLER: name,
      OTEL_TRACES_SAMPLER_ARG: arg,
    });
  expect(sampler("parentbased_traceidratio", "0.25")?.sampler).toEqual({
    kind: "traceidratio",
    ratio: 0.25,
  });
  expect(sampler("always_off")?.sampler.kind).toBe("always_off");
  expect(sampler("jaeger_remote")?.problems).toHaveLength(1);
});
