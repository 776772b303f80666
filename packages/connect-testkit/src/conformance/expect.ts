// What scenarios say of an outcome. Failures are assertion errors that any test runner shows well.
import assert from "node:assert/strict";

import type { ApiErrorCode, Connection } from "@holdfast/connect";
import { hasCode } from "@holdfast/ports";

import type { Outcome } from "../scene-options.js";

/** The connection, where there is one. */
export function connected(outcome: Outcome): Connection {
  if (outcome.kind === "failed") {
    const { error } = outcome;
    assert.fail(
      new Error(`expected a connection, got an error: ${String(error)}`, { cause: error }),
    );
  }
  return outcome.connection;
}

/** The error, where there is one. */
export function failed(outcome: Outcome): Error {
  assert.equal(outcome.kind, "failed", "expected an error, got a connection");
  const error = outcome.kind === "failed" ? outcome.error : undefined;
  assert.ok(error instanceof Error, `rejected with what is no Error: ${String(error)}`);
  return error;
}

/** It failed for good, for this reason. */
export function impossible(outcome: Outcome, reason: string): Error {
  const error = failed(outcome);
  assert.ok(hasCode(error, "ERR_CONNECT_IMPOSSIBLE"), `expected ERR_CONNECT_IMPOSSIBLE: ${error}`);
  assert.ok("reason" in error, `it says no reason: ${error}`);
  assert.equal(error.reason, reason);
  return error;
}

/** It failed, and asking again may help. */
export function retryable(outcome: Outcome): Error {
  const error = failed(outcome);
  assert.ok(!hasCode(error, "ERR_CONNECT_IMPOSSIBLE"), `it gave up for good: ${error}`);
  assert.ok(!hasCode(error, "ERR_CHANGED_PASSWORD"), `it says the password changed: ${error}`);
  return error;
}

/** It failed with the controller's own answer, at whatever depth. */
export function answered(outcome: Outcome, code: ApiErrorCode): Error {
  const error = failed(outcome);
  assert.ok(hasCode(error, code), `expected the controller's ${code}: ${error}`);
  return error;
}

/** It replaced the password and wants to be called again. */
export function changedPassword(outcome: Outcome): Error {
  const error = failed(outcome);
  assert.ok(hasCode(error, "ERR_CHANGED_PASSWORD"), `expected ERR_CHANGED_PASSWORD: ${error}`);
  return error;
}
