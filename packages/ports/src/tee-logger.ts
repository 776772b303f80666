import type { Logger } from "./logger.js";

/** A logger that says everything twice. */
export function teeLogger(one: Logger, other: Logger): Logger {
  return {
    debug: (message, fields) => {
      one.debug(message, fields);
      other.debug(message, fields);
    },
    info: (message, fields) => {
      one.info(message, fields);
      other.info(message, fields);
    },
    warn: (message, fields) => {
      one.warn(message, fields);
      other.warn(message, fields);
    },
    error: (message, fields) => {
      one.error(message, fields);
      other.error(message, fields);
    },
  };
}
