import type { Connection } from "@holdfast/api-open";
import { type Logger, silentLogger } from "@holdfast/ports";

/**
 * Runs `use`; should it reject, closes `connection` first. So whoever holds the connection closes it:
 * the callee until it succeeds, the caller from then on.
 */
export async function closeOnFailure<T>(
  connection: Connection,
  use: () => Promise<T>,
  logger?: Logger,
): Promise<T> {
  try {
    return await use();
  } catch (error) {
    await closeQuietly(connection, logger);
    throw error;
  }
}

/** Closes; a failure is logged, since the error that led here is the one to report. */
export async function closeQuietly(
  connection: Connection,
  logger: Logger = silentLogger,
): Promise<void> {
  try {
    await connection.close();
  } catch (error) {
    logger.warn("closing a connection that is of no use failed", { error });
  }
}
