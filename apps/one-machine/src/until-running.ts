import { fetchReport } from "@holdfast/introspection";
import { type Clock, errorText, sleep } from "@holdfast/ports";

import { OneMachineError } from "./errors.js";

/** How often an agent that has not settled is asked again, in ms. */
const INTERVAL = 200;

/** What is read of an engine's report. */
interface Report {
  readonly manifolds?: Readonly<Record<string, ManifoldReport>>;
}

interface ManifoldReport {
  readonly state: string;
  readonly error?: string;
  /** The worker's own report; an engine's own, where the worker is one. */
  readonly report?: unknown;
}

/** An agent whose manifolds are to have started, all of them. */
export interface AwaitedAgent {
  readonly name: string;
  /** Where it serves its report. */
  readonly socketPath: string;
  /** Manifolds that must be among those that run, by name. */
  readonly expected: readonly string[];
}

/**
 * Waits until every manifold of an agent runs, those of the engines inside its engine too.
 * @throws {OneMachineError} ERR_NOT_SETTLED after `timeout` ms, naming what does not run, and why
 */
export async function untilRunning(
  agent: AwaitedAgent,
  options: { clock: Clock; signal: AbortSignal; timeout: number },
): Promise<void> {
  const { clock, signal, timeout } = options;
  const deadline = clock.now() + timeout;
  for (;;) {
    const missing = await whatDoesNotRun(agent, signal);
    if (missing.length === 0) return;
    if (clock.now() >= deadline) {
      throw new OneMachineError(
        "ERR_NOT_SETTLED",
        `${agent.name} has not settled within ${timeout} ms: ${missing.join("; ")}`,
      );
    }
    await sleep(INTERVAL, { clock, signal });
  }
}

async function whatDoesNotRun(agent: AwaitedAgent, signal: AbortSignal): Promise<string[]> {
  let text: string;
  try {
    text = await fetchReport(agent.socketPath, "/report?format=json", { signal });
  } catch (error) {
    signal.throwIfAborted();
    return [errorText(error)];
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own agents' report
  const report = JSON.parse(text) as Report;
  const states = new Map(flatten(report, ""));
  for (const name of agent.expected) {
    if (!states.has(name)) states.set(name, `${name} is not there yet`);
  }
  return [...states.values()].filter((why) => why !== undefined);
}

/** Each manifold's name, and why it does not run; undefined where it does. */
function* flatten(report: Report, prefix: string): Generator<[string, string | undefined]> {
  for (const [name, manifold] of Object.entries(report.manifolds ?? {})) {
    const why = manifold.error === undefined ? "" : `: ${manifold.error}`;
    const path = `${prefix}${name}`;
    yield [path, manifold.state === "started" ? undefined : `${path} is ${manifold.state}${why}`];
    if (isReport(manifold.report)) yield* flatten(manifold.report, `${path}/`);
  }
}

function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null && "manifolds" in value;
}
