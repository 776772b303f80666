import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { Sample, sampleCommand } from "./kit/run-sample.js";

describe.concurrent("a real process", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "stops as asked by %s, with 0 and not a word",
    async (signal) => {
      const sample = new Sample(["wait"]);
      await sample.says("waiting");
      sample.child.kill(signal);
      expect(await sample.end()).toBe(0);
      expect(sample.err).toBe("");
    },
  );

  test("hears SIGHUP, and goes on", async () => {
    const sample = new Sample(["wait"]);
    await sample.says("waiting");
    sample.child.kill("SIGHUP");
    await sample.says("hangup");
    sample.child.kill("SIGTERM");
    expect(await sample.end()).toBe(0);
  });

  test("opens no debugger at SIGUSR1, and goes on", async () => {
    const sample = new Sample(["wait"]);
    await sample.says("waiting");
    sample.child.kill("SIGUSR1");
    sample.child.kill("SIGHUP");
    await sample.says("hangup");
    sample.child.kill("SIGTERM");
    expect(await sample.end()).toBe(0);
    expect(sample.err).toBe("");
  });

  test("ends at once at the second signal, when its action will not", async () => {
    const sample = new Sample(["stubborn"]);
    await sample.says("waiting");
    const impatient = setInterval(() => sample.child.kill("SIGINT"), 100);
    expect(await sample.end()).toBe(1);
    clearInterval(impatient);
    expect(sample.err).toMatch(/^error ERR_STOPPED: ended at once by a second SIG(INT|TERM)/);
  });

  test("reports a rejection that nobody awaited, and ends with 1", async () => {
    const sample = new Sample(["stray"]);
    expect(await sample.end()).toBe(1);
    expect(sample.err).toBe("error ERR_UNEXPECTED: nobody awaited this\n");
  });

  test("ends although its action left a timer behind, and says so", async () => {
    const sample = new Sample(["leak"]);
    expect(await sample.end()).toBe(0);
    expect(sample.err).toMatch(/^warning: ending although something was left open: .*Timeout\n$/);
  });

  test("ends, with its code, although a thread of it waits for what never comes", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-"));
    onTestFinished(() => fs.rmSync(folder, { recursive: true }));
    const fifo = path.join(folder, "fifo");
    expect(spawnSync("mkfifo", [fifo]).status).toBe(0);
    const sample = new Sample(["stuck", fifo]);
    expect(await sample.end()).toBe(3);
    expect(sample.err).toMatch(/outer\nwarning: ending although something was left open: .*FSReq/);
  });

  test("ends with the code its table gives to the cause of its error", async () => {
    const sample = new Sample(["deny"]);
    expect(await sample.end()).toBe(3);
    expect(sample.err).toBe("error ERR_UNEXPECTED: outer\n");
  });

  test("does not mind that nobody reads on", async () => {
    const sample = new Sample(["flood"]);
    await sample.says("line 0");
    sample.child.stdout.destroy();
    expect(await sample.end()).toBe(0);
    expect(sample.err).toBe("done\n");
  });

  test("reads a secret from a pipe", async () => {
    const sample = new Sample(["secret"]);
    sample.child.stdin.end("hunter2\n");
    expect(await sample.end()).toBe(0);
    expect(sample.out).toBe("length 7\n");
  });

  test("hides secrets in its log, and speaks JSON when told to by its environment", async () => {
    const sample = new Sample(["log"], { HOLDFAST_LOG_FORMAT: "json" });
    expect(await sample.end()).toBe(0);
    expect(JSON.parse(sample.err)).toMatchObject({ msg: "connected", password: "(hidden)" });
  });
});

// util-linux' script(1) gives the program a terminal; where there is none this cannot be shown.
const hasScript = spawnSync("script", ["--version"]).status === 0;

test.skipIf(!hasScript)("asks for a secret on a terminal, without showing it", () => {
  const command = `${sampleCommand.map((word) => `'${word}'`).join(" ")} secret`;
  const { stdout, status } = spawnSync("script", ["-qec", command, "/dev/null"], {
    input: "hunter2\r",
    encoding: "utf8",
  });
  expect(stdout).toContain("the bootstrap password (not shown): ");
  expect(stdout).toContain("length 7");
  expect(status).toBe(0);
});
