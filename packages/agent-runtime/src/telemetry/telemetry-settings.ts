// What OpenTelemetry's environment variables ask for. Only what its SDK for Node.js leaves to the program
// is read here: headers, compression and the like are read by its exporters.

/** How one kind of data is sent. */
export interface SignalSettings {
  /** Never to be shown: it may hold a password. */
  readonly url: string;
  readonly protocol: "http/protobuf" | "http/json";
  /** How long one attempt to send may take, in ms. */
  readonly timeout: number;
}

/** Which spans are kept. */
export interface SamplerSettings {
  readonly kind: "always_on" | "always_off" | "traceidratio";
  /** Of `traceidratio`, 0 to 1. */
  readonly ratio: number;
}

/** What is to be sent, and when. Durations in ms. */
export interface TelemetrySettings {
  readonly traces: SignalSettings | undefined;
  readonly metrics: SignalSettings | undefined;
  readonly sampler: SamplerSettings;
  readonly spanDelay: number;
  readonly metricInterval: number;
  readonly metricTimeout: number;
  /** What was passed over, a sentence each, without the values. */
  readonly problems: readonly string[];
}

type Env = Readonly<Record<string, string | undefined>>;

const signals = {
  traces: { word: "TRACES", path: "v1/traces" },
  metrics: { word: "METRICS", path: "v1/metrics" },
} as const;

/** Reads the settings; undefined where nothing is asked for, and where nothing is to be sent. */
export function telemetrySettings(env: Env): TelemetrySettings | undefined {
  if (valueOf(env, "OTEL_SDK_DISABLED")?.toLowerCase() === "true") return undefined;
  const problems: string[] = [];
  const traces = signalSettings(env, signals.traces, problems);
  const metrics = signalSettings(env, signals.metrics, problems);
  const number = (name: string, otherwise: number): number =>
    numberOf(env, name, { otherwise, least: 1, most: longest }, problems);
  const metricInterval = number("OTEL_METRIC_EXPORT_INTERVAL", 60_000);
  const metricTimeout = number("OTEL_METRIC_EXPORT_TIMEOUT", 30_000);
  const settings: TelemetrySettings = {
    traces,
    metrics,
    sampler: samplerSettings(env, problems),
    spanDelay: number("OTEL_BSP_SCHEDULE_DELAY", 5000),
    metricInterval,
    metricTimeout: Math.min(metricInterval, metricTimeout),
    problems,
  };
  const asked = traces !== undefined || metrics !== undefined || isAsked(env);
  return asked ? settings : undefined;
}

/** Of a timer, in ms. */
const longest = 2_147_483_647;

/** Whether an operator wanted something sent, which may have been passed over. */
function isAsked(env: Env): boolean {
  return Object.values(signals).some((signal) => wanted(env, signal.word, []));
}

/** By the specification an empty variable is one that is not set. */
function valueOf(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === "" ? undefined : value;
}

function wanted(env: Env, word: string, problems: string[]): boolean {
  const name = `OTEL_${word}_EXPORTER`;
  const exporters = valueOf(env, name);
  if (exporters === undefined) return endpointOf(env, word) !== undefined;
  const listed = exporters.split(",").map((each) => each.trim());
  const unknown = listed.filter((each) => each !== "otlp" && each !== "none");
  if (unknown.length > 0)
    problems.push(`${name}: ${JSON.stringify(unknown.join(","))} is none of otlp, none`);
  return listed.includes("otlp");
}

function endpointOf(
  env: Env,
  word: string,
): { readonly name: string; readonly value: string; readonly whole: boolean } | undefined {
  const own = `OTEL_EXPORTER_OTLP_${word}_ENDPOINT`;
  const value = valueOf(env, own);
  if (value !== undefined) return { name: own, value, whole: true };
  const name = "OTEL_EXPORTER_OTLP_ENDPOINT";
  const shared = valueOf(env, name);
  return shared === undefined ? undefined : { name, value: shared, whole: false };
}

function signalSettings(
  env: Env,
  { word, path }: { readonly word: string; readonly path: string },
  problems: string[],
): SignalSettings | undefined {
  if (!wanted(env, word, problems)) return undefined;
  const endpoint = endpointOf(env, word) ?? {
    name: "the default endpoint",
    value: "http://localhost:4318",
    whole: false,
  };
  const url = urlOf(endpoint, path);
  if (url === undefined) problems.push(`${endpoint.name} is no http: or https: URL`);
  const protocolName = specific(env, word, "PROTOCOL");
  const protocol = valueOf(env, protocolName) ?? "http/protobuf";
  const known = protocol === "http/protobuf" || protocol === "http/json";
  if (!known) {
    const told = JSON.stringify(protocol);
    problems.push(`${protocolName}: ${told} is none of http/protobuf, http/json`);
  }
  if (url === undefined || !known) return undefined;
  const limits = { otherwise: 10_000, least: 1, most: longest };
  const timeout = numberOf(env, specific(env, word, "TIMEOUT"), limits, problems);
  return { url, protocol, timeout };
}

/** The variable of this signal where it is set, else that of all. */
function specific(env: Env, word: string, what: string): string {
  const own = `OTEL_EXPORTER_OTLP_${word}_${what}`;
  return valueOf(env, own) === undefined ? `OTEL_EXPORTER_OTLP_${what}` : own;
}

function urlOf(
  { value, whole }: { readonly value: string; readonly whole: boolean },
  path: string,
): string | undefined {
  const url = URL.parse(whole ? value : `${value.replace(/\/+$/, "")}/${path}`);
  return url?.protocol === "http:" || url?.protocol === "https:" ? url.href : undefined;
}

function numberOf(
  env: Env,
  name: string,
  { otherwise, least, most }: Record<"otherwise" | "least" | "most", number>,
  problems: string[],
): number {
  const text = valueOf(env, name);
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (value >= least && value <= most) return value;
  problems.push(`${name}: ${JSON.stringify(text)} is no number of ${least} to ${most}`);
  return otherwise;
}

function samplerSettings(env: Env, problems: string[]): SamplerSettings {
  const name = "OTEL_TRACES_SAMPLER";
  const text = valueOf(env, name) ?? "parentbased_always_on";
  // Every trace begins here, so there is no parent to go by.
  const kind = text.replace(/^parentbased_/, "");
  if (kind === "always_on" || kind === "always_off") return { kind, ratio: 1 };
  if (kind === "traceidratio") {
    const limits = { otherwise: 1, least: 0, most: 1 };
    return { kind, ratio: numberOf(env, `${name}_ARG`, limits, problems) };
  }
  problems.push(`${name}: ${JSON.stringify(text)} is not known here; every span is sent`);
  return { kind: "always_on", ratio: 1 };
}
