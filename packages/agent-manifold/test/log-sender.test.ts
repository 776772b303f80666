import { ApiError, type ApiStream, UpgradeRefusedError } from "@holdfast/api-open";
import { describe, expect, test } from "vitest";

import { LOG_SENDER_NAME, LogBuffer, logSenderManifold } from "../src/building-blocks.js";
import { AgentAtController, CALLER } from "./kit/agent-at-controller.js";
import { reportOf } from "./kit/engine-on.js";

class Sink implements ApiStream {
  readonly records: unknown[] = [];
  readonly #closed = new AbortController();
  get closed(): AbortSignal {
    return this.#closed.signal;
  }
  async send(message: unknown): Promise<void> {
    this.records.push(message);
  }
  async close(): Promise<void> {
    this.#closed.abort(new Error("closed"));
  }
  destroy(reason: Error): void {
    this.#closed.abort(reason);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void> {}
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** An agent with one line in its buffer, at a controller that opens its sink, or does not. */
class Site extends AgentAtController {
  sink = new Sink();
  readonly buffer: LogBuffer;
  readonly opened: unknown[][] = [];
  refusal: Error | undefined;

  constructor(serverVersion: string, labels?: Record<string, string>) {
    super({
      facades: {},
      answers: {},
      serverVersion,
      connectStream: async (...args) => {
        this.opened.push(args);
        if (this.refusal !== undefined) throw this.refusal;
        return (this.sink = new Sink());
      },
    });
    const buffer = new LogBuffer({ module: "m", clock: this.clock });
    this.buffer = buffer;
    buffer.info("hello");
    this.engine.install(
      LOG_SENDER_NAME,
      logSenderManifold({
        apiCallerName: CALLER,
        buffer,
        ...(labels === undefined ? {} : { labels }),
        clock: this.clock,
        logger: this.log.logger,
      }),
    );
  }
}

const elsewhere = new UpgradeRefusedError("stream", "logsink unavailable", { status: 503 });

describe("the log sender", () => {
  test("asks for a stream on which the controller pings", async () => {
    await using site = new Site("3.6.28");
    await site.clock.advance(100);
    expect(site.opened).toEqual([
      ["/logsink", { query: { version: "1" }, signal: expect.any(AbortSignal) }],
    ]);
  });

  test.each([
    ["3.6.28", { c: ["agent", "one"] }, "b"],
    ["4.1-beta2", { b: { program: "agent", place: "one" } }, "c"],
  ])("labels its lines as a controller of Juju %s takes it", async (version, labels, other) => {
    await using site = new Site(version, { program: "agent", place: "one" });
    await site.clock.advance(100);
    expect(site.sink.records).toEqual([expect.objectContaining({ x: "hello", ...labels })]);
    expect(site.sink.records[0]).not.toHaveProperty(other);
  });

  test("without labels says none", async () => {
    await using site = new Site("4.1-beta2");
    await site.clock.advance(100);
    expect(Object.keys(Object(site.sink.records[0]))).toEqual(["t", "m", "l", "v", "x"]);
  });

  test("rests where the controller ships its logs elsewhere, says so once, and sends once it does not", async () => {
    await using site = new Site("4.1-beta2");
    site.refusal = elsewhere;
    await site.clock.advance(100);
    await site.clock.advance(600_000);
    expect(site.opened.length).toBeGreaterThan(5);
    expect(site.opened.length).toBeLessThan(20);
    expect(site.log.lines.filter((line) => line.includes("elsewhere"))).toHaveLength(1);
    expect(site.log.lines.join("\n")).not.toMatch(/^error/m);
    expect(reportOf(site.engine, "log-sender")).toMatchObject({
      state: "started",
      report: { waiting: 1, rests: expect.stringContaining("elsewhere") },
    });
    site.refusal = undefined;
    await site.clock.advance(61_000);
    expect(site.sink.records).toEqual([expect.objectContaining({ x: "hello" })]);
    expect(reportOf(site.engine, "log-sender").report).toEqual({ sent: 1, waiting: 0, dropped: 0 });
  });

  test("closes a stream on which it has nothing more to say, and opens another for the next line", async () => {
    await using site = new Site("3.6.28");
    await site.clock.advance(19_000);
    expect(site.sink.closed.aborted).toBe(false);
    site.buffer.info("again"); // which keeps it open
    await site.clock.advance(19_000);
    expect(site.sink.closed.aborted).toBe(false);
    await site.clock.advance(2_000);
    const first = site.sink;
    expect(first.closed.aborted).toBe(true);
    await site.clock.advance(3_600_000);
    expect(site.opened).toHaveLength(1);
    site.buffer.info("an hour later");
    await site.clock.advance(100);
    expect(site.opened).toHaveLength(2);
    expect(site.sink.records).toEqual([expect.objectContaining({ x: "an hour later" })]);
    expect(first.records).toHaveLength(2);
    expect(reportOf(site.engine, "log-sender").report).toEqual({ sent: 3, waiting: 0, dropped: 0 });
  });

  test("fails where the stream is refused for another reason", async () => {
    await using site = new Site("3.6.28");
    site.refusal = new ApiError("permission denied", { code: "unauthorized access" });
    await site.clock.advance(100);
    expect(site.log.lines.join("\n")).toMatch(/^error log-sender failed/m);
  });
});
