// For tests that build a strategy with one wrong part: the parts that whole strategies never touch.
export { type RefusalEpisode, refusedAgain, RefusalMemory } from "./refusal-memory.js";
export { setRemotePassword } from "./entity.js";
