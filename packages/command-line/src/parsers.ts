// What people write on a command line, checked: each is for commander's `argParser`, and throws a
// UsageError that says what to write instead. The option's name is put before it by `runCommand`.
import { isHostPort, isUuid, type Uuid } from "@holdfast/names";

import { UsageError } from "./usage-error.js";

/**
 * HOST:PORT, an IPv6 host in brackets; port 0 to 65535. Returns it as it was written.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { address } from "@holdfast/command-line";
 * import { Command } from "commander";
 *
 * const program = new Command().requiredOption("--listen <HOST:PORT>", "where", address);
 * program.parse(["--listen", "[::1]:17070"], { from: "user" });
 * assert.equal(program.opts()["listen"], "[::1]:17070");
 * ```
 */
export function address(text: string): string {
  if (!isHostPort(text, { portZero: true })) {
    throw new UsageError(
      "ERR_INVALID_ADDRESS",
      `${JSON.stringify(text)} is not an address: write HOST:PORT with a port up to 65535, for example 10.0.0.1:17070 or [2001:db8::1]:17070`,
    );
  }
  return text;
}

/** HOST:PORT[,HOST:PORT…], at least one. */
export function addressList(text: string): readonly string[] {
  return text.split(",").map((one) => address(one.trim()));
}

/** A UUID in lower case with its hyphens, as controllers and models are named. */
export function uuid(text: string): Uuid {
  if (!isUuid(text)) {
    throw new UsageError(
      "ERR_INVALID_UUID",
      `${JSON.stringify(text)} is not a UUID: write 8-4-4-4-12 hexadecimal digits in lower case, for example 6fa459ea-ee8a-4ca4-894e-db77e160355e`,
    );
  }
  return text;
}

/** UUID[,UUID…], at least one, none twice. */
export function uuidList(text: string): readonly Uuid[] {
  const all = text.split(",").map((one) => uuid(one.trim()));
  const twice = all.find((one, index) => all.indexOf(one) !== index);
  if (twice !== undefined) {
    throw new UsageError("ERR_INVALID_UUID", `${twice} is named twice: name each once`);
  }
  return all;
}

/** A parser for whole numbers from `min` to `max`, both allowed. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) {
      throw new UsageError(
        "ERR_INVALID_NUMBER",
        `${JSON.stringify(text)} is not a whole number from ${min} to ${max}`,
      );
    }
    return value;
  };
}
