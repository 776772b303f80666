// What a strategy may leave behind in the process, found by comparing it before and after.
import { sleep, systemClock } from "@holdfast/ports";

/** The process at one moment. */
export interface ProcessState {
  /** Listeners on `process`, by their event. */
  readonly listeners: ReadonlyMap<string, number>;
  /** Handles that keep the process running, by their kind (`TCPSocketWrap`, `ProcessWrap`, `Timeout`). */
  readonly handles: ReadonlyMap<string, number>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
}

/** Requests on their way and callbacks about to be called, not handles. */
const passing = /Req(uest)?(Callback|Wrap|Promise)?$|^(Immediate|TickObject|CloseReq|Microtask)/;

export function processState(): ProcessState {
  const listeners = process
    .eventNames()
    .map((name): [string, number] => [String(name), process.listenerCount(name)]);
  const handles = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!passing.test(kind)) handles.set(kind, (handles.get(kind) ?? 0) + 1);
  }
  const environment = { ...process.env };
  return { listeners: new Map(listeners), handles, environment, folder: process.cwd() };
}

/** What there is more of now than there was, or is not as it was, in words. */
export function leftSince(before: ProcessState): readonly string[] {
  const now = processState();
  return [
    ...more(before.listeners, now.listeners).map((event) => `a listener on the process (${event})`),
    ...more(before.handles, now.handles).map((kind) => `a handle (${kind})`),
    ...changed(before.environment, now.environment).map(
      (name) => `a changed environment variable (${name})`,
    ),
    ...(before.folder === now.folder ? [] : ["another working folder"]),
  ];
}

/**
 * The same, once what is about to end has ended.
 *
 * @param patience - ms that handles have to go away in
 */
export async function leftBehind(
  before: ProcessState,
  patience: number,
): Promise<readonly string[]> {
  const until = systemClock.now() + patience;
  for (let pause = 0; ; pause = 10) {
    await new Promise((resolve) => setImmediate(resolve));
    const left = leftSince(before);
    const mayPass = left.some((what) => what.startsWith("a handle"));
    if (!mayPass || systemClock.now() >= until) return left;
    if (pause > 0) await sleep(pause, { clock: systemClock });
  }
}

function more(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): string[] {
  return [...now].filter(([name, count]) => count > (before.get(name) ?? 0)).map(([name]) => name);
}

function changed(
  before: ProcessState["environment"],
  now: ProcessState["environment"],
): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => before[name] !== now[name]);
}
