import { VirtualClock } from "@holdfast/ports/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { LineOutput } from "../../src/output/line-output.js";
import type { RawOutput } from "../../src/output/raw-output.js";

/** A file, or a reader, that does each time what the next word says; at the end it takes all. */
class Moody implements RawOutput {
  text = "";
  readonly #moods: (number | string)[];

  constructor(moods: readonly (number | string)[]) {
    this.#moods = [...moods];
  }

  write(bytes: Uint8Array): number {
    const mood = this.#moods.shift() ?? bytes.length;
    if (typeof mood === "string") throw Object.assign(new Error(mood), { code: mood });
    const taken = bytes.subarray(0, mood);
    this.text += Buffer.from(taken).toString("utf8");
    return taken.length;
  }

  recover(): void {
    this.#moods.length = 0;
  }
}

type Writer = Pick<LineOutput, "write" | "finish">;

function make(raw: RawOutput, limit?: number): LineOutput {
  const lines = new LineOutput({
    raw,
    clock: new VirtualClock(),
    ...(limit === undefined ? {} : { limit }),
  });
  lines.describeLoss = (lost) => `lost ${lost.lines}\n`;
  return lines;
}

describe("lines that cannot be written", () => {
  test("are counted, and told of before the first line that can be written again", () => {
    const raw = new Moody(["ENOSPC", "ENOSPC", "ENOSPC"]);
    const lines = make(raw);
    for (const line of ["one\n", "two\n", "three\n", "four\n"]) lines.write(line);
    expect(raw.text).toBe("lost 3\nfour\n");
  });

  test("are told of although nothing more is logged", async () => {
    const raw = new Moody(["EIO"]);
    const clock = new VirtualClock();
    const lines = new LineOutput({ raw, clock });
    lines.write("one\n");
    await clock.advance(1000);
    expect(raw.text).toBe("warning: 1 lines could not be written here (EIO)\n");
  });

  test("wait for a slow reader in order, and beyond the limit are lost", async () => {
    const raw = new Moody([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const clock = new VirtualClock();
    const lines = new LineOutput({ raw, clock, limit: 8 });
    lines.describeLoss = (lost) => `lost ${lost.lines} ${lost.reason}\n`;
    for (const line of ["one\n", "two\n", "3\n", "4\n"]) lines.write(line);
    await clock.advance(5000);
    expect(raw.text).toBe("one\ntwo\nlost 2 EAGAIN\n");
  });

  test("a line that was begun is finished once there is room, and nothing comes between", () => {
    const raw = new Moody([2, "ENOSPC", "ENOSPC", "ENOSPC"]);
    const lines = make(raw);
    for (const line of ["begun\n", "two\n", "three\n"]) lines.write(line);
    expect(raw.text).toBe("begun\nlost 1\nthree\n");
  });

  test("an end does not wait where writes fail, and waits a while for a reader", async () => {
    const failing = make(new Moody(["ENOSPC", "ENOSPC"]));
    failing.write("one\n");
    await failing.finish(500);
    const clock = new VirtualClock();
    const raw = new Moody([0, 0, 0, 0]);
    const slow = new LineOutput({ raw, clock });
    slow.write("one\n");
    const end = slow.finish(500);
    await clock.advance(500);
    await end;
    expect(raw.text).toBe("one\n");
  });
});

describe("whatever a log goes to does", () => {
  /** What is seen of `count` numbered lines must be whole lines in order, and every one lost is counted. */
  async function holds(
    moods: readonly (number | string)[],
    count: number,
    writer: (raw: RawOutput) => Writer,
  ): Promise<boolean> {
    const raw = new Moody(moods);
    const lines = writer(raw);
    for (let line = 0; line < count; line++) lines.write(`line ${line}\n`);
    raw.recover();
    lines.write(`line ${count}\n`);
    await lines.finish(0);
    let next = 0;
    for (const line of raw.text.split("\n").slice(0, -1)) {
      const [, what, number] = /^(line|lost) (\d+)$/.exec(line) ?? [];
      if (what === "lost") next += Number(number);
      else if (what === "line" && Number(number) === next) next++;
      else return false;
    }
    return next === count + 1 && raw.text.endsWith("\n");
  }

  const moods = fc.array(
    fc.oneof(fc.integer({ min: 0, max: 12 }), fc.constantFrom("ENOSPC", "EIO", "EPIPE")),
    { maxLength: 30 },
  );

  test("whole lines come in order, and every line that is lost is counted", async () => {
    await expect(
      fc.assert(
        fc.asyncProperty(moods, fc.nat(20), (each, count) =>
          holds(each, count, (raw) => make(raw, 60)),
        ),
      ),
    ).resolves.toBeUndefined();
  });

  test("an output that forgets the rest of a line is caught by that", async () => {
    const forgetful = (raw: RawOutput): Writer => ({
      write: (line) => {
        try {
          raw.write(Buffer.from(line));
        } catch {
          // lost, and not counted: what is to be caught
        }
      },
      finish: () => Promise.resolve(),
    });
    const found = await fc.check(
      fc.asyncProperty(moods, fc.nat(20), (each, count) => holds(each, count, forgetful)),
    );
    expect(found.failed).toBe(true);
  });
});
