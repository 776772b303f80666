import * as fc from "fast-check";
import { expect, test } from "vitest";

import { routeOf } from "../../src/api/route.js";

test("a path leads to what it names, and whatever else to nothing", () => {
  const uuid = "deadbeef-0bad-400d-8000-4b1d0d06f00d";
  expect(routeOf(`/model/${uuid}/api`)).toEqual({ kind: "model", model: uuid });
  expect(routeOf(`/model/${uuid.toUpperCase()}/api`)).toMatchObject({ kind: "bad model" });
  expect(routeOf(`/model/${uuid}/logsink`)).toEqual({ kind: "logsink", model: uuid });
  expect(routeOf(`/model/${uuid}/log`)).toEqual({ kind: "log", model: uuid });
  expect(routeOf("/")).toEqual({ kind: "controller", old: true });
  expect(routeOf("/api")).toEqual({ kind: "controller", old: false });
  fc.assert(
    fc.property(fc.array(fc.constantFrom("model", "api", "x", "health", uuid, "")), (parts) => {
      const text = `/${parts.join("/")}`;
      fc.pre(!["/", "/api", "/health", `/model/${uuid}/api`].includes(text));
      expect(["none", "bad model"]).toContain(routeOf(text).kind);
    }),
  );
});
