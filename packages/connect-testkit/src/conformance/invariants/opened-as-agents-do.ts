import assert from "node:assert/strict";

import type { Scene } from "../../scene.js";
import type { OpenedConnection } from "../../scene-options.js";

/** ms: a controller drops an agent that has not pinged for three minutes. */
const SLOWEST_HEARTBEAT = 150_000;

/**
 * Every connection was opened by the `apiOpen` that the strategy was given, verifying the controller,
 * with a heartbeat and a limit of time.
 */
export function openedAsAgentsDo({ opens, journal }: Scene): void {
  const dialled = journal.of("opened").length;
  assert.ok(
    dialled === 0 || opens.length > 0,
    "it opened connections by something else than the apiOpen that it was given",
  );
  for (const { options } of opens) {
    const wrong = faultOf(options);
    assert.equal(wrong, undefined, `it opened a connection ${wrong}`);
  }
}

function faultOf(options: OpenedConnection["options"]): string | undefined {
  const { insecureSkipVerify, verifyCa, pingPeriod, pingTimeout, timeout } = options;
  if (insecureSkipVerify === true) return "to whoever answers (insecureSkipVerify)";
  if (verifyCa !== undefined) return "to an authority that is not configured (verifyCa)";
  if (isOff(pingPeriod)) return `without a heartbeat (pingPeriod: ${pingPeriod})`;
  if (isOff(pingTimeout)) return `whose heartbeat waits for ever (pingTimeout: ${pingTimeout})`;
  if (timeout !== undefined && !(timeout > 0))
    return `without a limit of time (timeout: ${timeout})`;
  return undefined;
}

/** Left out is the default, which is right. */
function isOff(ms: number | undefined): boolean {
  return ms !== undefined && !(ms > 0 && ms <= SLOWEST_HEARTBEAT);
}
