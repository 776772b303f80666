import { assert, integer, nat, property } from "fast-check";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";

import { LogBuffer } from "../src/building-blocks.js";
import { ownBridgeMatcher } from "../src/workers/own-bridges.js";

const four = (address: string, cidr: string | null = `${address}/24`) => ({
  address,
  cidr,
  netmask: "255.255.255.0",
  family: "IPv4" as const,
  mac: "00:00:00:00:00:00",
  internal: false,
});
const six = (address: string, cidr: string | null = `${address}/64`) => ({
  address,
  cidr,
  netmask: "ffff:ffff:ffff:ffff::",
  family: "IPv6" as const,
  mac: "00:00:00:00:00:00",
  internal: false,
  scopeid: 0,
});

describe("the matcher of addresses on own bridges", () => {
  const blocked = ownBridgeMatcher({
    eth0: [four("10.0.0.5")],
    lxdbr0: [four("10.0.4.1"), six("fd42::1")],
    virbr0: [four("192.168.122.1", null)],
  });
  test.each([
    ["an address in the range of a bridge", "10.0.4.77", "ipv4", true],
    ["an IPv6 address in the range of a bridge", "fd42::77", "ipv6", true],
    ["the bridge's own address, of which no range is known", "192.168.122.1", "ipv4", true],
    ["a neighbour of that one", "192.168.122.2", "ipv4", false],
    ["an address on another interface", "10.0.0.5", "ipv4", false],
    ["a host's name", "controller.example", "hostname", false],
  ])("%s", (_, value, type, expected) => {
    expect(blocked({ value, type })).toBe(expected);
  });
});

describe("the log buffer", () => {
  const at = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5));

  test("keeps lines in Juju's shape, with what goes with them, until they are sent", () => {
    const buffer = new LogBuffer({ module: "holdfast", clock: at });
    expect(buffer.arrival.aborted).toBe(false);
    buffer.warn("disk is slow", { ms: 40, error: new Error("late"), path: "/var" });
    expect(buffer.arrival.aborted).toBe(true);
    const record = buffer.first();
    expect(record).toEqual({
      t: "2026-01-02T03:04:05.000Z",
      m: "holdfast",
      l: "",
      v: "WARNING",
      x: 'disk is slow ms=40 error="late" path=/var',
    });
    if (record !== undefined) buffer.sent(record);
    expect(buffer.length).toBe(0);
    expect(buffer.arrival.aborted).toBe(false);
  });

  test("never holds more than its limit, and gives up the oldest first", () => {
    assert(
      property(integer({ min: 1, max: 20 }), nat({ max: 60 }), (limit, count) => {
        const buffer = new LogBuffer({ module: "m", clock: at, limit });
        for (let line = 0; line < count; line++) buffer.info(`line ${line}`);
        expect(buffer.length).toBe(Math.min(limit, count));
        expect(buffer.dropped).toBe(Math.max(0, count - limit));
        const oldest = count === 0 ? undefined : `line ${Math.max(0, count - limit)}`;
        expect(buffer.first()?.x).toBe(oldest);
      }),
    );
  });

  test("a line that was given up while it was on its way takes no other with it", () => {
    const buffer = new LogBuffer({ module: "m", clock: at, limit: 1 });
    buffer.info("one");
    const one = buffer.first();
    buffer.info("two");
    if (one !== undefined) buffer.sent(one);
    expect(buffer.first()?.x).toBe("two");
  });

  test("does not send a field that is named like a secret", () => {
    const buffer = new LogBuffer({ module: "m", clock: at });
    buffer.info("odd", { oldPassword: "hunter2", "api-token": "hunter3", tag: "machine-0" });
    expect(buffer.first()?.x).toBe("odd oldPassword=(hidden) api-token=(hidden) tag=machine-0");
  });

  test("cuts what is too long, and keeps no debug lines", () => {
    const buffer = new LogBuffer({ module: "m", clock: at });
    buffer.debug();
    buffer.error("x".repeat(10_000));
    expect(buffer.length).toBe(1);
    expect(buffer.first()?.x).toHaveLength(8192);
  });
});
