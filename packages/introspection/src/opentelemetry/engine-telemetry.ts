// Engines, as OpenTelemetry sees them: a span for each wave of change, within it one for each start,
// and the same counts as for Prometheus. This file knows OpenTelemetry's API alone; which SDK
// exports it, and where to, is the program's choice.
import {
  type Context,
  type Counter,
  type Histogram,
  type Meter,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import { type Clock, wallNow } from "@holdfast/ports";

import type { SeenEvent } from "../view/seen-event.js";

/** Turns the events of engines into spans and counts. */
export class EngineTelemetry {
  readonly #tracer: Tracer;
  readonly #clock: Pick<Clock, "now">;
  readonly #starts: Counter;
  readonly #failures: Counter;
  readonly #startTime: Histogram;
  readonly #waveTime: Histogram;
  readonly #waves = new Map<string, Span>();
  readonly #starting = new Map<string, Span>();

  /** @param clock - the engines': spans have dates, events have its time */
  constructor(tracer: Tracer, meter: Meter, clock: Pick<Clock, "now">) {
    this.#tracer = tracer;
    this.#clock = clock;
    this.#starts = meter.createCounter("holdfast.worker.starts", {
      description: "Successful starts of each worker.",
    });
    this.#failures = meter.createCounter("holdfast.worker.failures", {
      description: "Failures of each worker, by the error's code.",
    });
    this.#startTime = meter.createHistogram("holdfast.worker.start.duration", { unit: "ms" });
    this.#waveTime = meter.createHistogram("holdfast.wave.duration", { unit: "ms" });
  }

  /** Takes in one event. */
  take(event: SeenEvent): void {
    switch (event.kind) {
      case "wave began":
        this.#waves.get(event.engine)?.end(this.#dateOf(event));
        this.#waves.set(event.engine, this.#waveSpan(event));
        break;
      case "wave settled":
        this.#waveTime.record(event.took, { engine: event.engine });
        this.#waves
          .get(event.engine)
          ?.setAttributes({ started: event.started, ended: event.ended });
        this.#waves.get(event.engine)?.end(this.#dateOf(event));
        this.#waves.delete(event.engine);
        break;
      case "starting": {
        const span = this.#tracer.startSpan(
          `start ${event.manifold}`,
          {
            startTime: this.#dateOf(event),
            attributes: { ...labelsOf(event), attempt: event.attempt },
          },
          this.#within(event.engine),
        );
        this.#starting.set(keyOf(event), span);
        break;
      }
      case "started":
        this.#starts.add(1, labelsOf(event));
        this.#startTime.record(event.took, labelsOf(event));
        this.#endStart(event);
        break;
      case "ended":
        if (event.outcome === "failed") {
          const code = event.error?.code ?? "none";
          this.#failures.add(1, { ...labelsOf(event), code });
          this.#fail(event.engine, keyOf(event), event.error?.message);
        }
        this.#endStart(event);
        break;
      default:
        break;
    }
  }

  /** Ends the open spans of an engine that is no longer watched. */
  forget(engine: string): void {
    this.#waves.get(engine)?.end();
    this.#waves.delete(engine);
    for (const [key, span] of this.#starting) {
      if (!key.startsWith(`${engine} `)) continue;
      span.end();
      this.#starting.delete(key);
    }
  }

  /** Ends every span that is open. */
  close(): void {
    for (const span of [...this.#starting.values(), ...this.#waves.values()]) span.end();
    this.#starting.clear();
    this.#waves.clear();
  }

  #dateOf({ at }: SeenEvent): number {
    return at + wallNow(this.#clock) - this.#clock.now();
  }

  #waveSpan(event: Extract<SeenEvent, { kind: "wave began" }>): Span {
    const { manifold, what, error } = event.because;
    const span = this.#tracer.startSpan(
      "wave",
      {
        startTime: this.#dateOf(event),
        attributes: { engine: event.engine, cause: manifold, what },
      },
      ROOT_CONTEXT,
    );
    if (error !== undefined) span.addEvent("cause", { message: error.message, code: error.code });
    return span;
  }

  #within(engine: string): Context {
    const wave = this.#waves.get(engine);
    return wave === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, wave);
  }

  #endStart(event: Extract<SeenEvent, { manifold: string }>): void {
    const key = keyOf(event);
    this.#starting.get(key)?.end(this.#dateOf(event));
    this.#starting.delete(key);
  }

  #fail(engine: string, key: string, message: string | undefined): void {
    const span = this.#starting.get(key) ?? this.#waves.get(engine);
    span?.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
  }
}

type WorkerEvent = Extract<SeenEvent, { manifold: string }>;

function labelsOf(event: WorkerEvent): { readonly engine: string; readonly worker: string } {
  return { engine: event.engine, worker: event.manifold };
}

function keyOf(event: WorkerEvent): string {
  return `${event.engine} ${event.manifold}`;
}
