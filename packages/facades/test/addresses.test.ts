import { describe, expect, test } from "vitest";
import { bestVersion, hostPortText, type HostPort, selectAgentAddresses } from "../src/index.js";

function address(value: string, type: string, scope: string): HostPort {
  return { value, type, scope, port: 17070 };
}

describe("the addresses an agent remembers", () => {
  test("are ordered by how near they are, IPv4 first, and stay in order within a rank", () => {
    const server = [
      address("public.example", "hostname", "public"),
      address("198.51.100.7", "ipv4", "public"),
      address("203.0.113.9", "ipv4", ""),
      address("252.0.0.1", "ipv4", "local-fan"),
      address("fd00::1", "ipv6", "local-cloud"),
      address("10.0.0.2", "ipv4", "local-cloud"),
      address("10.0.0.1", "ipv4", "local-cloud"),
    ];
    expect(selectAgentAddresses([server])).toEqual([
      "10.0.0.2:17070",
      "10.0.0.1:17070",
      "[fd00::1]:17070",
      "252.0.0.1:17070",
      "198.51.100.7:17070",
      "203.0.113.9:17070",
      "public.example:17070",
    ]);
  });

  test("are never those that only the controller's own machine can reach", () => {
    const useless = [
      address("127.0.0.1", "ipv4", "local-machine"),
      address("fe80::1", "ipv6", "link-local"),
    ];
    const other = [address("10.0.0.1", "ipv4", "local-cloud")];
    expect(selectAgentAddresses([useless, other])).toEqual(["10.0.0.1:17070"]);
    expect(selectAgentAddresses([useless])).toEqual([]);
  });

  test("are written with brackets where they are IPv6", () => {
    expect(hostPortText({ value: "2001:db8::1", port: 1 })).toBe("[2001:db8::1]:1");
    expect(hostPortText({ value: "controller.example", port: 1 })).toBe("controller.example:1");
  });
});

describe("the version of a facade to use", () => {
  test.each([
    ["Uniter", [16, 17, 18, 19, 20, 99], 20],
    ["Uniter", [18], 18],
    ["Machiner", [5], 5],
    ["Machiner", [5, 6], 6],
    ["Agent", [2, 3], 3],
    ["Agent", [2, 4], 0],
    ["Agent", [], 0],
  ])("%s of %j is %i: the greatest that both sides know", (facade, announced, best) => {
    expect(bestVersion(facade, announced)).toBe(best);
  });

  test.each(["Unknown", "constructor"])(
    "of %s, which is not known here, is the greatest that the other side knows",
    (facade) => {
      expect(bestVersion(facade, [1, 3, 2])).toBe(3);
      expect(bestVersion(facade, [])).toBe(0);
    },
  );

  test("of a description is the greatest that it is made for, whatever its name", () => {
    const tides = { name: "Uniter", version: 2, versions: [2, 3] };
    expect(bestVersion(tides, [1, 2, 3, 19])).toBe(3);
    expect(bestVersion(tides, [2])).toBe(2);
    expect(bestVersion(tides, [19])).toBe(0);
    expect(bestVersion({ version: 2 }, [2, 3])).toBe(2);
  });
});
