import { flushPromises } from "@holdfast/ports/testing";

/** What keeps a process alive, or will call back: handles and timers, by kind. */
function resources(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

// The test runner's own come and go.
const OURS = [
  "TCPSocketWrap",
  "TLSWrap",
  "TCPWRAP",
  "Timeout",
  "TCPServerWrap",
  "GetAddrInfoReqWrap",
];

/** Runs it, and tells what is there afterwards that was not before, once what is ending has ended. */
export async function leftBehind(run: () => Promise<void>): Promise<Record<string, number>> {
  await flushPromises();
  const before = resources();
  await run();
  const left = (): [string, number][] => {
    const after = resources();
    return OURS.map((kind): [string, number] => [
      kind,
      (after.get(kind) ?? 0) - (before.get(kind) ?? 0),
    ]).filter(([, count]) => count > 0);
  };
  // A destroyed socket is gone a few turns of the event loop later.
  for (let turn = 0; turn < 200_000 && left().length > 0; turn += 1) await flushPromises();
  return Object.fromEntries(left());
}
