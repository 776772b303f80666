import fs from "node:fs/promises";
import net from "node:net";
import path from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { fetchReport } from "../src/index.js";
import { makeFolder } from "./kit/folder.js";

/** Something that listens, and treats whoever connects as told. */
async function listen(treat: (socket: net.Socket) => void): Promise<string> {
  const socketPath = path.join(await makeFolder(), "s");
  const server = net.createServer((socket) => {
    socket.on("error", () => undefined).resume();
    treat(socket);
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return socketPath;
}

test("a socket that is not there means that no agent runs", async () => {
  await expect(fetchReport(path.join(await makeFolder(), "s"), "/report")).rejects.toMatchObject({
    code: "ERR_NOT_RUNNING",
  });
});

test("a socket behind which nobody listens means the same", async () => {
  const socketPath = path.join(await makeFolder(), "s");
  await fs.writeFile(socketPath, "");
  await expect(fetchReport(socketPath, "/report")).rejects.toMatchObject({
    code: "ERR_NOT_RUNNING",
  });
});

test("silence ends in time", async () => {
  const socketPath = await listen(() => undefined);
  await expect(fetchReport(socketPath, "/report", { timeout: 30 })).rejects.toMatchObject({
    code: "ERR_REPORT_TIMEOUT",
  });
});

test("the signal interrupts the wait, before it and during it", async () => {
  const stop = new AbortController();
  const reason = new Error("stopping");
  const socketPath = await listen(() => stop.abort(reason));
  await expect(fetchReport(socketPath, "/report", { signal: stop.signal })).rejects.toBe(reason);
  await expect(fetchReport(socketPath, "/report", { signal: stop.signal })).rejects.toBe(reason);
});

test.each([
  ["something that is no HTTP", "hello\r\n\r\n"],
  ["half an answer", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"],
  ["nothing at all", ""],
])("%s is an error of its own", async (_what, bytes) => {
  const socketPath = await listen((socket) => socket.end(bytes));
  await expect(fetchReport(socketPath, "/report")).rejects.toMatchObject({
    code: "ERR_REPORT_BROKEN",
  });
});
