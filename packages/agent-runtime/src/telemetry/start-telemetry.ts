import { telemetrySettings } from "./telemetry-settings.js";
import type { OpenTelemetryOptions } from "./open-telemetry.js";

/** What is being sent. */
export interface Telemetry extends AsyncDisposable {
  readonly sends: readonly string[];
}

/**
 * Sends metrics and traces to where OpenTelemetry's environment variables say, until disposed of. Where
 * they say nothing, nothing is loaded. An accessory: what goes wrong is logged, and the agent runs on.
 */
export async function startTelemetry(
  options: Omit<OpenTelemetryOptions, "settings">,
): Promise<Telemetry> {
  const { env, logger } = options;
  const settings = telemetrySettings(env);
  if (settings === undefined) return nothing;
  for (const problem of settings.problems) logger.warn(`${problem}; it is passed over`);
  if (settings.traces === undefined && settings.metrics === undefined) return nothing;
  try {
    const { startOpenTelemetry } = await import("./open-telemetry.js");
    const started = startOpenTelemetry({ ...options, settings });
    const sends = [
      ...(settings.traces === undefined ? [] : ["traces"]),
      ...(settings.metrics === undefined ? [] : ["metrics"]),
    ];
    return { ...started, sends };
  } catch (error) {
    logger.warn("OpenTelemetry cannot be set up; the agent does without", { error });
    return nothing;
  }
}

const nothing: Telemetry = { sends: [], [Symbol.asyncDispose]: () => Promise.resolve() };
