import { describe, expect, test } from "vitest";

import { formatHostPort, InvalidHostPortError, isHostPort, parseHostPort } from "../src/index.js";

describe("host:port", () => {
  test.each([
    ["10.0.0.1:17070", { host: "10.0.0.1", port: 17_070 }],
    ["controller.example:1", { host: "controller.example", port: 1 }],
    ["under_score:65535", { host: "under_score", port: 65_535 }],
    ["Upper.Example:1", { host: "Upper.Example", port: 1 }],
    ["dot.at.the.end.:1", { host: "dot.at.the.end.", port: 1 }],
    ["bücher.example:1", { host: "bücher.example", port: 1 }],
    ["[::1]:443", { host: "::1", port: 443 }],
    ["[fe80::1%eth0]:443", { host: "fe80::1%eth0", port: 443 }],
    ["[::ffff:10.0.0.1]:443", { host: "::ffff:10.0.0.1", port: 443 }],
  ])("%s has one reading, and is written the same", (text, read) => {
    expect(parseHostPort(text)).toEqual(read);
    expect(formatHostPort(read)).toBe(text);
    expect(isHostPort(text)).toBe(true);
  });

  test.each([
    "",
    ":17070",
    "host",
    "host:",
    "host:0",
    "host:65536",
    "host:123456",
    "host:1e3",
    "a:b:1",
    "fd00::1:17070",
    "[fd00::1]",
    "[10.0.0.1]:1",
    "[fd00::zz]:1",
    "[::1%]:1",
    "ho st:1",
    "host:1 ",
    "host\n:1",
    "host\u0000:1",
    "wss://host:1",
    "user@host:1",
    "host/path:1",
    `${"h".repeat(254)}:1`,
    // What one reader takes for a name, and another for an address, or for nothing.
    "1:1",
    "1.256:1",
    "999.1:1",
    "1.2.3.4.5:1",
    "127.0.0.08:1",
    "0x7f.1:1",
    "10.0.0.1.:1",
    "１.256:1",
    "\u00ad:1",
  ])("%j is not an address", (text) => {
    expect(() => parseHostPort(text)).toThrow(InvalidHostPortError);
    expect(() => parseHostPort(text)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_HOST_PORT", text }),
    );
    expect(isHostPort(text)).toBe(false);
  });

  test("port 0 is for a place to listen at, and only where it is asked for", () => {
    expect(parseHostPort("127.0.0.1:0", { portZero: true })).toEqual({
      host: "127.0.0.1",
      port: 0,
    });
    expect(isHostPort("127.0.0.1:0")).toBe(false);
  });

  test("a hostile text of a megabyte is refused in linear time, and cut in the message", () => {
    const text = "[".repeat(500_000) + ":".repeat(500_000);
    let message = "";
    try {
      parseHostPort(text);
    } catch (error) {
      if (error instanceof InvalidHostPortError) ({ message } = error);
    }
    expect(message.length).toBeGreaterThan(0);
    expect(message.length).toBeLessThan(400);
  });
});
