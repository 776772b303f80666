import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import * as facades from "../src/index.js";
import { decode, methodSchemas } from "../src/index.js";
import { difference, fillIn, parseTranscript, type TranscriptLine } from "../src/testing/index.js";

const folder = path.join(import.meta.dirname, "../transcripts");
const files = fs.readdirSync(folder).filter((name) => name.endsWith(".jsonl"));

/** Which of our facades a request is for. */
function asked(message: Record<string, unknown>): facades.AnyFacade | undefined {
  return [facades.AdminV1, ...Object.values(facades)]
    .filter((value): value is facades.AnyFacade => typeof value === "object" && "methods" in value)
    .find(({ name, version }) => name === message["type"] && version === message["version"]);
}

function messages(lines: readonly TranscriptLine[]): Record<string, unknown>[] {
  return lines.flatMap((line) => ("message" in line ? [{ ...Object(line.message) }] : []));
}

describe("the transcripts", () => {
  test("cover what an agent meets", () => {
    expect(files.toSorted()).toEqual([
      "login-current-password.jsonl",
      "login-old-password.jsonl",
      "login-refused.jsonl",
      "login-version-1.jsonl",
      "model-not-found.jsonl",
      "not-provisioned.jsonl",
      "ping.jsonl",
      "redirect-asked.jsonl",
      "redirect-told.jsonl",
      "shutdown.jsonl",
      "try-again.jsonl",
      "watcher.jsonl",
    ]);
  });

  test.each(files)(
    "%s speaks of facades as they are described, and every reply is to a request",
    (file) => {
      const { about, values, lines } = parseTranscript(
        fs.readFileSync(path.join(folder, file), "utf8"),
      );
      expect(about).not.toBe("");
      const requests = new Map<unknown, facades.MethodSchemas<unknown, unknown>>();
      for (const line of messages(lines.map((each) => Object(fillIn(Object(each), values))))) {
        const facade = asked(line);
        const method = facade && methodSchemas(facade, String(line["request"]));
        if (method !== undefined) requests.set(line["request-id"], method);
        const way = method === undefined ? "result" : "params";
        const said = requests.get(line["request-id"]);
        const message = method === undefined ? line["response"] : line["params"];
        // Nothing is said that the description does not know, and nothing is left out.
        const schema = line["error"] === undefined ? said?.[way] : facades.Empty;
        expect(schema && decode<unknown>(schema, message, file)).toEqual(message);
      }
    },
  );
});

describe("what stands for a value", () => {
  test("is filled in, whole or within a text", () => {
    const pattern = { tag: "${tag}", text: "unknown model: ${model}", list: ["${n}", 1, null] };
    expect(fillIn(pattern, { tag: "machine-0", model: "m", n: 7 })).toEqual({
      tag: "machine-0",
      text: "unknown model: m",
      list: [7, 1, null],
    });
    expect(() => fillIn("${other}", {})).toThrow("no value for other");
  });

  test("is learnt where it is first said, and the same from then on", () => {
    const values = {};
    const pattern = { id: "${watcher}", again: { id: "${watcher}" } };
    expect(difference(pattern, { id: "7", again: { id: "7" } }, values)).toBeUndefined();
    expect(values).toEqual({ watcher: "7" });
    expect(difference(pattern, { id: "7", again: { id: "8" } }, values)).toBe("/again/id");
  });

  test("leaves no other difference unseen", () => {
    expect(difference({ a: [1, 2] }, { a: [1, 3] }, {})).toBe("/a/1");
    expect(difference({ a: 1 }, { a: 1, b: 2 }, {})).toBe("/b");
    expect(difference({ a: 1, b: 2 }, { a: 1 }, {})).toBe("/b");
    expect(difference({ a: [] }, { a: {} }, {})).toBe("/a");
    expect(
      difference({ a: "${x}" }, { a: { c: 1, d: [2] } }, { x: { d: [2], c: 1 } }),
    ).toBeUndefined();
    expect(difference({ a: "x" }, { a: null }, {})).toBe("/a");
  });
});
