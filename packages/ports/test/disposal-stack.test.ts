import { expect, test } from "vitest";

import { DisposalStack } from "../src/index.js";

test("what a stack was given is let go of in the opposite order, each after the one before has ended", async () => {
  const ended: string[] = [];
  const stack = new DisposalStack();
  const first = { [Symbol.dispose]: () => void ended.push("first") };
  expect(stack.use(first)).toBe(first);
  stack.use({
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve();
      ended.push("second");
    },
  });
  stack.defer(() => ended.push("third"));
  await stack[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
  expect(ended).toEqual(["third", "second", "first"]);
});

test("what fails keeps nothing else from being let go of, and is told", async () => {
  const ended: string[] = [];
  const [one, two] = [new Error("one"), new Error("two")];
  const failing = (error: Error) => () => {
    throw error;
  };
  const stack = new DisposalStack();
  stack.defer(() => ended.push("last"));
  stack.defer(failing(one));
  await expect(stack[Symbol.asyncDispose]()).rejects.toBe(one);
  expect(ended).toEqual(["last"]);
  stack.defer(failing(one));
  stack.defer(failing(two));
  await expect(stack[Symbol.asyncDispose]()).rejects.toMatchObject({ errors: [two, one] });
});

test("what was moved is the other stack's", async () => {
  const ended: string[] = [];
  const stack = new DisposalStack();
  stack.defer(() => ended.push("moved"));
  const other = stack.move();
  await stack[Symbol.asyncDispose]();
  expect(ended).toEqual([]);
  await other[Symbol.asyncDispose]();
  expect(ended).toEqual(["moved"]);
});
