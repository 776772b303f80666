import { VirtualClock } from "@holdfast/ports/testing";
import { expect, test } from "vitest";
import {
  ConnectionLostError,
  InvalidSocketError,
  ProtocolError,
  RpcPeer,
  ShutdownError,
} from "../src/index.js";
import { underlyingStream } from "../src/underlying-stream.js";
import { aborted, connectSockets, connectWire, failure, type Wire } from "./peers.js";

const life = { facade: "Agent", version: 3, method: "Life" };

interface Ending {
  readonly how: string;
  readonly end: (wire: Wire) => void;
  readonly error: new (...args: never[]) => Error;
  readonly shape: object;
}

const endings: Ending[] = [
  {
    how: "an empty Close frame, as Juju sends",
    end: ({ far }) => far.close(),
    error: ShutdownError,
    shape: { code: "ERR_CONNECTION_SHUTDOWN", by: "peer" },
  },
  {
    how: "close code 1000",
    end: ({ far }) => far.close(1000),
    error: ShutdownError,
    shape: { by: "peer" },
  },
  {
    how: "close code 1001",
    end: ({ far }) => far.close(1001, "going away"),
    error: ShutdownError,
    shape: { by: "peer" },
  },
  {
    how: "the end of the stream without a Close frame",
    end: ({ far }) => underlyingStream(far).end(),
    error: ShutdownError,
    shape: { by: "peer" },
  },
  {
    how: "a close code that means an error",
    end: ({ far }) => far.close(1011, "out of memory"),
    error: ConnectionLostError,
    shape: {
      code: "ERR_CONNECTION_LOST",
      closeCode: 1011,
      message: "the peer closed the connection with code 1011: out of memory",
    },
  },
  {
    how: "a reset",
    end: ({ far }) =>
      void Reflect.apply(
        Reflect.get(underlyingStream(far), "resetAndDestroy"),
        underlyingStream(far),
        [],
      ),
    error: ConnectionLostError,
    shape: { code: "ERR_CONNECTION_LOST", cause: expect.objectContaining({ code: "ECONNRESET" }) },
  },
  {
    how: "a message that makes no sense",
    end: ({ far }) => far.send("{"),
    error: ProtocolError,
    shape: { code: "ERR_RPC_PROTOCOL", closeCode: 1002 },
  },
];

for (const { how, end, error, shape } of endings) {
  test(`after ${how}, calls in flight reject at once with the reason, and so does 'closed'`, async () => {
    // A clock that stands still: nothing here waits for a timeout.
    const clock = new VirtualClock();
    await using wire = await connectWire({ clock });
    const calls = [failure(wire.peer.call(life)), failure(wire.peer.call(life))];
    await wire.next();
    end(wire);
    const [first, second] = await Promise.all(calls);
    expect(first).toBeInstanceOf(error);
    expect(first).toMatchObject(shape);
    expect(second).toBe(first);
    expect(wire.peer.closed.reason).toBe(first);
    const later = await failure(wire.peer.call(life));
    expect(later).toBeInstanceOf(ShutdownError);
    expect(later).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", cause: first });
    await wire.peer.close();
    expect([clock.pending, wire.peer.status]).toEqual([
      0,
      { calls: 0, serving: 0, bufferedBytes: 0 },
    ]);
  });
}

test("a handler's signal is aborted with the reason once the connection ends", async () => {
  const started = Promise.withResolvers<AbortSignal>();
  await using wire = await connectWire({
    handler: (_, { signal }) => {
      started.resolve(signal);
      return aborted(signal).then(() => ({ too: "late" }));
    },
  });
  wire.send({ "request-id": 1, type: "NotifyWatcher", request: "Next" });
  const signal = await started.promise;
  expect(signal.aborted).toBe(false);
  wire.far.terminate();
  expect(await aborted(signal)).toBe(await aborted(wire.peer.closed));
});

test("a peer that closes but keeps its socket open is cut off after the timeout", async () => {
  const clock = new VirtualClock();
  await using wire = await connectWire({ clock, closeTimeout: 2000 });
  const call = failure(wire.peer.call(life));
  await wire.next();
  const far = underlyingStream(wire.far);
  // It answers nothing more, and does not close.
  Reflect.set(far, "allowHalfOpen", true);
  far.removeAllListeners("end");
  far.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
  while (clock.pending === 0) await new Promise(setImmediate);
  await clock.advance(2000);
  expect(await call).toMatchObject({ code: "ERR_CONNECTION_SHUTDOWN", by: "peer" });
  await wire.peer.close();
  expect(clock.pending).toBe(0);
});

test("a socket that is not open, or not a WebSocket of ws, is refused", async () => {
  await using sockets = await connectSockets();
  sockets.client.terminate();
  expect(() => new RpcPeer({ socket: sockets.client })).toThrow(InvalidSocketError);
});
