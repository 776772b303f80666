// Time
export { type Clock, systemClock, type Timer, type WallClock, wallNow } from "./clock.js";
export { sleep } from "./sleep.js";
// Waits that can be interrupted
export { abortable, type Cleanup, onAbort, untilAborted } from "./abort.js";
// What was opened along the way
export { DisposalStack } from "./disposal-stack.js";
// Chance
export { type Random, seededRandom } from "./random.js";
// Trying again
export { type Backoff, delayAfter, type Jitter } from "./backoff.js";
// Logging
export { type LogFields, type Logger, silentLogger } from "./logger.js";
export { labelledLogger } from "./labelled-logger.js";
export { teeLogger } from "./tee-logger.js";
export { HIDDEN, hideSecrets } from "./secret-fields.js";
// Text of others, in front of a person
export { LONGEST_SHOWN, shownJson, shownText } from "./shown-text.js";
// Errors, wherever they come from
export { errorChain, findInChain, isError, isKind } from "./error-chain.js";
export { codeOf, type ErrorFacts, errorFacts, errorText, hasCode } from "./error-facts.js";
export { readProperty } from "./read-property.js";
