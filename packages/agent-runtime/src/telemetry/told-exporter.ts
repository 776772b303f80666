// An exporter whose failures are told once, and counted until it works again.
import { errorFacts, type Logger } from "@holdfast/ports";

/** What came of one batch, as OpenTelemetry has it: 0 is success. */
interface Result {
  readonly code: number;
  readonly error?: Error;
}

/** A kind of exporter: of spans, or of metrics. */
interface Exporter<Batch> {
  export(batch: Batch, done: (result: Result) => void): void;
}

/** Makes `exporter` tell of its failures. What it throws is a failure as any other. */
export function toldExporter<Batch, T extends Exporter<Batch>>(
  exporter: T & Exporter<Batch>,
  what: string,
  logger: Logger,
): T {
  const send = exporter.export.bind(exporter);
  let lost = 0;
  const tell = (result: Result): void => {
    if (result.code === 0) {
      if (lost > 0) logger.info(`${what} are sent to OpenTelemetry again`, { lostBatches: lost });
      lost = 0;
      return;
    }
    lost += 1;
    if (lost > 1) return;
    const { message, code } = errorFacts(result.error);
    logger.warn(`${what} cannot be sent to OpenTelemetry; the agent does without`, {
      why: message,
      ...(code === undefined ? {} : { code }),
    });
  };
  exporter.export = (batch, done) => {
    const told = (result: Result): void => {
      tell(result);
      done(result);
    };
    try {
      send(batch, told);
    } catch (error) {
      told({ code: 1, error: error instanceof Error ? error : new Error(String(error)) });
    }
  };
  return exporter;
}
