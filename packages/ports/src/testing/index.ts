// Time in tests
export { settle, VirtualClock } from "./virtual-clock.js";
