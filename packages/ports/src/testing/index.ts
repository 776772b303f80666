// Time in tests
export { VirtualClock } from "./virtual-clock.js";
export { flushPromises } from "./flush-promises.js";
