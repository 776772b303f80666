// One hostile peer against one of ours, and what must hold whatever it sends.
import { type LogFields, type Logger, silentLogger } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { ApiError, type RequestHandler, RpcError, RpcPeer } from "../../src/index.js";
import { readFrames } from "./frames.js";
import type { Input } from "./inputs.js";
import { openMemorySocket } from "./memory-socket.js";

export interface Survival {
  /** Everything that the peer said, frame by frame. */
  readonly said: { readonly opcode: number; readonly payload: Buffer }[];
  /** The code of how it ended. */
  readonly ended: string;
}

const maxMessageBytes = 4096;
const prototype = Reflect.ownKeys(Object.prototype).length;

const handler: RequestHandler = async ({ method, params }, { signal }) => {
  if (method === "Fail") throw new ApiError("failed", { code: "bad request", info: params });
  if (method === "Throw") throw new TypeError("a fault of ours");
  if (method === "Wait") {
    await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
  }
  return params;
};

/** Throws where something does not hold. */
export async function survive({ role, chunks }: Input): Promise<Survival> {
  const clock = new VirtualClock();
  const { socket, far } = openMemorySocket(role, maxMessageBytes);
  const heard: Buffer[] = [];
  far.on("data", (chunk: Buffer) => heard.push(chunk));
  const unexpected: unknown[] = [];
  const logger: Logger = {
    ...silentLogger,
    error: (message: string, fields?: LogFields) => {
      if (!(fields?.["error"] instanceof TypeError)) unexpected.push([message, fields]);
    },
  };
  const peer = new RpcPeer({ socket, handler, clock, logger, maxMessageBytes });
  const calls = [1, 2, 3].map((n) =>
    peer.call({ facade: "T", method: "Ask", params: { n } }, { timeout: 60_000 }).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  for (const chunk of chunks) {
    if (!far.destroyed && far.writable) far.write(chunk);
    await new Promise(setImmediate);
  }
  // What it asked for has time to be answered.
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  // The hostile peer is gone; nothing of ours may wait for it longer than the time it is given.
  far.end();
  for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate);
  const closed = peer.close();
  await clock.advance(5000);
  await closed;
  for (const error of await Promise.all(calls)) {
    if (error === undefined || error instanceof RpcError || error instanceof ApiError) continue;
    throw new Error("a call ended with what is no error of ours", { cause: error });
  }
  const reason: unknown = peer.closed.reason;
  if (!(reason instanceof RpcError)) throw new Error("an undefined end", { cause: reason });
  const { calls: left, bufferedBytes } = peer.status;
  if (left !== 0 || bufferedBytes !== 0)
    throw new Error(`left: ${left} calls, ${bufferedBytes} bytes`);
  if (clock.pending !== 0) throw new Error(`${clock.pending} timers left`);
  if (unexpected.length > 0) throw new Error("logged as a fault", { cause: unexpected });
  if (Reflect.ownKeys(Object.prototype).length !== prototype)
    throw new Error("a prototype changed");
  return { said: readFrames(role, Buffer.concat(heard)), ended: reason.code };
}
