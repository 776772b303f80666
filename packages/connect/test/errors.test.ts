import type { Uuid } from "@holdfast/names";
import { describe, expect, test } from "vitest";

import {
  ApiError,
  ApiInfoMissingError,
  ChangedPasswordError,
  ConnectImpossibleError,
  EntityDeadError,
  EntityDeniedError,
  impossible,
  impossibleReason,
  type ApiCaller,
  type ImpossibleReason,
  isChangedPassword,
  isConnectImpossible,
  PasswordResetError,
  readLife,
} from "../src/index.js";

const tag = "machine-0";

describe("the errors that mean something to every caller", () => {
  test("they have the documented codes and messages", () => {
    expect(new ConnectImpossibleError()).toMatchObject({
      code: "ERR_CONNECT_IMPOSSIBLE",
      message: "connection permanently impossible",
      reason: "other",
    });
    expect(new ChangedPasswordError()).toMatchObject({ code: "ERR_CHANGED_PASSWORD" });
    expect(new ApiInfoMissingError()).toMatchObject({
      code: "ERR_API_INFO_MISSING",
      message: "API info not available",
    });
  });

  test("they are found through any chain of causes, also one of another copy of this package", () => {
    const foreign = Object.assign(new Error("x"), { code: "ERR_CONNECT_IMPOSSIBLE" });
    const wrapped = new Error("cannot open api", { cause: new Error("y", { cause: foreign }) });
    expect(isConnectImpossible(wrapped)).toBe(true);
    expect(isChangedPassword(wrapped)).toBe(false);
    expect(isChangedPassword(new Error("z", { cause: new ChangedPasswordError() }))).toBe(true);
  });

  test("a chain of causes that bites its tail ends the search", () => {
    const ring = new Error("ring");
    ring.cause = ring;
    expect(isConnectImpossible(ring)).toBe(false);
  });

  test("the cause is kept", () => {
    const cause = new ApiError("permission denied", { code: "unauthorized access" });
    expect(impossible("unauthorized", tag, { cause }).cause).toBe(cause);
  });

  test.each<ImpossibleReason>(["dead", "denied", "unauthorized", "not provisioned", "no password"])(
    "the message for %s says to whom it happened, that no file was changed, and what to do",
    (reason) => {
      const { message } = impossible(reason, tag);
      expect(message).toContain(tag);
      expect(message).toContain("No file was changed");
      expect(message).toMatch(/start the agent again|give the agent the new configuration/);
    },
  );
});

describe("what a failure means", () => {
  const apiError = (code: string): ApiError => new ApiError(code, { code });

  test.each([
    ["dead", new EntityDeadError(tag)],
    ["denied", new EntityDeniedError(tag, { cause: apiError("dead") })],
    ["unauthorized", apiError("unauthorized access")],
    ["not provisioned", apiError("not provisioned")],
  ])("%s makes the connection impossible, at any depth of causes", (reason, error) => {
    expect(impossibleReason(error)).toBe(reason);
    expect(impossibleReason(new PasswordResetError(tag, { cause: error }))).toBe(reason);
  });

  test.each(["try again", "upgrade in progress", "model not found", "redirection required", ""])(
    "the controller's %j may pass",
    (code) => {
      expect(impossibleReason(apiError(code))).toBeUndefined();
    },
  );

  test("nothing is read from a message", () => {
    expect(impossibleReason(new Error("unauthorized access"))).toBeUndefined();
  });
});

test("whom they are about is told by a tag, and by no UUID", () => {
  const use = (caller: ApiCaller, uuid: Uuid): unknown => [
    // @ts-expect-error -- a UUID is not a tag
    new EntityDeadError(uuid),
    // @ts-expect-error -- nor is it in a question
    readLife(caller, uuid),
  ];
  expect(use).toBeTypeOf("function");
});
