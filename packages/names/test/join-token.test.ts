import { describe, expect, test } from "vitest";

import {
  formatJoinToken,
  InvalidJoinTokenError,
  type JoinToken,
  parseJoinToken,
} from "../src/index.js";

const token: JoinToken = {
  addresses: ["10.0.0.1:17070", "[2001:db8::1]:17070"],
  caCert: "-----BEGIN CERTIFICATE-----\nÄ\n-----END CERTIFICATE-----\n",
  controller: "6fa459ea-ee8a-4ca4-894e-db77e160355e",
  model: "5c439344-289b-48e8-bf0d-23612b7f5b93",
  tag: "machine-0",
  nonce: "machine-0:n",
  password: "planted-canary-password-1",
  expires: 1_800_000_000_000,
};

describe("a join token", () => {
  test("is one word that no shell changes, and reads back as it was", () => {
    const text = formatJoinToken(token);
    expect(text).toMatch(/^holdfast-join-1\.[\w-]+$/);
    expect(parseJoinToken(text)).toEqual(token);
  });

  test("may have been wrapped on its way", () => {
    const wrapped = formatJoinToken(token).replace(/(.{60})/g, "$1\n");
    expect(parseJoinToken(`  ${wrapped}\n`)).toEqual(token);
  });

  test.each([
    ["nothing", ""],
    ["something else", "hunter2"],
    ["half of one", formatJoinToken(token).slice(0, 200)],
    ["one of no machine", formatJoinToken({ ...token, tag: "machine-x" })],
    ["one without an address", formatJoinToken({ ...token, addresses: [] })],
    ["one with an address without a port", formatJoinToken({ ...token, addresses: ["10.0.0.1"] })],
    // @ts-expect-error -- as it is made by somebody else
    ["one whose model is none", formatJoinToken({ ...token, model: "prod" })],
  ])("is refused, unquoted, where it is %s", (_what, text) => {
    let refusal: unknown;
    try {
      parseJoinToken(text);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(InvalidJoinTokenError);
    expect(refusal).toMatchObject({ code: "ERR_JOIN_TOKEN" });
    expect(String(refusal)).not.toMatch(/canary|hunter2/);
  });
});
