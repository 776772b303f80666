import { expect, test } from "vitest";
import { eventLine, type Happening } from "../../src/index.js";

const lineOf = (error: unknown): unknown => {
  const happening: Happening = { kind: "fatal", manifold: "a", error };
  return JSON.parse(eventLine({ seq: 1, at: 2, ...happening }));
};

class RequestError extends Error {
  readonly config = { headers: { authorization: "Bearer s3cret" } };
  toJSON(): object {
    return { config: this.config };
  }
}

test("of an error a line has the words and the code, and never what its toJSON gives away", () => {
  const error = Object.assign(new RequestError("500"), { code: "ERR_BAD_RESPONSE" });
  expect(lineOf(error)).toMatchObject({
    error: { message: "500", name: "Error", code: "ERR_BAD_RESPONSE" },
  });
  const wrapped = new Error("no news", { cause: error });
  expect(JSON.stringify([lineOf(error), lineOf(wrapped)])).not.toContain("s3cret");
  const because = { manifold: "b", what: "failed", error } as const;
  const line = eventLine({ seq: 1, at: 2, kind: "draining", manifold: "a", because });
  expect(line).not.toContain("s3cret");
  expect(line).toContain('"message":"500"');
});

test("the causes of an error are in its line, nearest first, and not without end", () => {
  let error = new Error("cause 20");
  for (let depth = 19; depth >= 0; depth -= 1)
    error = new Error(`cause ${depth}`, { cause: error });
  const causes = Array.from({ length: 10 }, (_, depth) => ({ message: `cause ${depth + 1}` }));
  expect(lineOf(error)).toMatchObject({ error: { message: "cause 0", causes } });
});

test.each([
  10n,
  Object.assign(
    {},
    {
      get self(): unknown {
        return this;
      },
    },
  ),
  Symbol("x"),
  null,
])("what cannot be written as JSON is said in words: %#", (thrown) => {
  expect(lineOf(thrown)).toMatchObject({ error: { message: expect.any(String) } });
});
