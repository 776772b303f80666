import { expect, test } from "vitest";
import { MissingError, resourceName } from "../../src/index.js";
import { bench } from "../support.js";

const BROKEN = { errorDelay: 60_000, random: () => 0.5 };

test("of several inputs the one that the start asked for in vain is to blame", async () => {
  const { engine, add } = bench();
  add("a", {
    inputs: ["first", "second"],
    onStart: () => {
      throw new Error("cannot begin", { cause: new MissingError("second") });
    },
  });
  await engine.settled();
  expect(engine.explain("a").chain).toStrictEqual([
    { manifold: "a", what: 'needs "second"' },
    { manifold: "second", what: "is not installed" },
  ]);
});

test("an input that another copy of this package missed is to blame as well", async () => {
  const { engine, add } = bench();
  add("a", {
    inputs: ["first", "second"],
    onStart: () => {
      throw Object.assign(new Error("no"), { code: "ERR_MISSING", dependency: "second" });
    },
  });
  await engine.settled();
  expect(engine.explain("a").root?.manifold).toBe("second");
});

test("only an error that says that it missed an input is read for which", async () => {
  const { engine, add } = bench();
  add("a", {
    inputs: ["first", "second"],
    onStart: () => {
      const cause = Object.assign(new Error("no"), { code: "ERR_OTHER", dependency: "second" });
      throw Object.assign(new Error("no", { cause }), { code: "ERR_MISSING" });
    },
  });
  await engine.settled();
  expect(engine.explain("a").root?.manifold).toBe("first");
});

test("where the start does not say which, it is the first that is not there", async () => {
  const { engine, add } = bench();
  add("there");
  add("a", {
    inputs: ["there", "one", "two"],
    onStart: () => {
      throw new MissingError();
    },
  });
  await engine.settled();
  expect(engine.explain("a").chain.map(({ manifold }) => manifold)).toEqual(["a", "one"]);
});

test("an input that is there, but gives nothing, is the start's own trouble", async () => {
  const { engine, add } = bench();
  add("silent", {
    manifold: {
      output: () => {
        throw new MissingError("silent", "not set");
      },
    },
  });
  add("absent", { manifold: { inputs: [resourceName("nowhere")] } });
  add("a", { inputs: ["silent"], optional: ["elsewhere"] });
  await engine.settled();
  const message = '"silent" not set: dependency not available';
  expect(engine.explain("a")).toStrictEqual({
    name: "a",
    state: "resting",
    text: `"a" rests: ${message}.`,
    chain: [{ manifold: "a", what: `rests: ${message}`, error: { message, code: "ERR_MISSING" } }],
    root: { manifold: "a", what: `rests: ${message}`, error: { message, code: "ERR_MISSING" } },
    attempt: 2,
    unknown: [{ name: "elsewhere" }],
  });
});

test("every name that nobody installed is named, each with the nearest where there is one", async () => {
  const { engine, add } = bench();
  add("database");
  add("mailer");
  add("a", { inputs: ["databsae"], optional: ["mialer", "nothing like it"] });
  await engine.settled();
  expect(engine.explain("a").unknown).toStrictEqual([
    { name: "databsae", nearest: "database" },
    { name: "mialer", nearest: "mailer" },
    { name: "nothing like it" },
  ]);
  expect(engine.explain("a").text).toBe(
    '"a" needs "databsae", because "databsae" is not installed (did you mean "database" where it ' +
      'says "databsae"? did you mean "mailer" where it says "mialer"?).',
  );
});

test("an error without a code is told without one", async () => {
  const { engine, clock, add } = bench(BROKEN);
  const a = add("a");
  await engine.settled();
  a.end(new Error("broken"));
  await clock.advance(0);
  expect(engine.explain("a").root.error).toStrictEqual({ message: "broken" });
});

test("a name that has none near it is not installed, and that is all", () => {
  const { engine, add } = bench();
  add("database");
  expect(engine.explain("mailer")).toMatchObject({ text: '"mailer" is not installed.' });
  expect(engine.explain("mailer").unknown).toStrictEqual([{ name: "mailer" }]);
});
