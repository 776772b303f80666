// Time
export { type Clock, systemClock, type Timer } from "./clock.js";
export { sleep } from "./sleep.js";
// Chance
export { type Random, seededRandom } from "./random.js";
// Logging
export { type LogFields, type Logger, silentLogger } from "./logger.js";
