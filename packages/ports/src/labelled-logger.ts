import type { LogFields, Logger } from "./logger.js";

/** A logger whose every line carries `label` among its fields: whose engine speaks. */
export function labelledLogger(logger: Logger, label: LogFields): Logger {
  return {
    debug: (message, fields) => logger.debug(message, { ...label, ...fields }),
    info: (message, fields) => logger.info(message, { ...label, ...fields }),
    warn: (message, fields) => logger.warn(message, { ...label, ...fields }),
    error: (message, fields) => logger.error(message, { ...label, ...fields }),
  };
}
