// A connection that is made and lost a hundred thousand times, by the engine as it is: what is held on to from
// one time to the next shows in memory, timers and handles.
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { initAgent, openAgent } from "@holdfast/agent-config";
import {
  AGENT_NAME,
  agentEngineDelays,
  agentManifold,
  API_CALLER_NAME,
  createAgentEngine,
  machinePolicy,
  manifold,
} from "@holdfast/agent-manifold";
import { resourceName, runWorker } from "@holdfast/dependency-engine";
import { untilAborted } from "@holdfast/ports";

import { type ModelNetwork, modelOpen } from "../model/model-connection.js";

/** What was seen. */
export interface BouncesReport {
  readonly bounces: number;
  /** Bytes of heap for each bounce, over the second half: about 0 where nothing is held on to. */
  readonly bytesEach: number;
  /** Handles and timers that were not there at first. */
  readonly more: readonly string[];
}

const password = "a password that is never changed";
const place = { tag: "machine-0", model: "model-5c439344-289b-48e8-bf0d-23612b7f5b93" } as const;

/** Bounces an agent's connection so many times. Node must be given `--expose-gc`. */
export async function runBounces(bounces: number): Promise<BouncesReport> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("memory is measured with --expose-gc alone");
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-bounces-"));
  const known = { caCert: "-----BEGIN CERTIFICATE-----\n", apiAddresses: ["10.0.0.1:17070"] };
  await initAgent({ dataDir, ...place, ...known, password });
  const agent = await openAgent({ dataDir, tag: place.tag, recheckInterval: Infinity });
  await agent.changeConfig((change) => change.setPassword(password));
  const network: ModelNetwork = {
    controller: { password, former: [], inFlight: [] },
    fares: () => "applied",
    sent: () => undefined,
  };
  const delays = { ...agentEngineDelays, bounceDelay: 0 };
  const engine = createAgentEngine({ policy: machinePolicy, delays });
  engine.install(AGENT_NAME, agentManifold(agent));
  engine.install(
    API_CALLER_NAME,
    manifold({
      agentName: AGENT_NAME,
      apiOpen: modelOpen(network, () => Promise.resolve()),
      newConnection: (one, open, signal) => {
        const info = one.currentConfig().apiInfo();
        if (info === undefined) throw new Error("no addresses");
        return open(info, {}, signal);
      },
    }),
  );
  for (const name of ["machiner", "upgrader", "log-sender"]) {
    engine.install(resourceName(name), {
      inputs: [API_CALLER_NAME],
      start: (context) => {
        context.get(API_CALLER_NAME);
        return runWorker(untilAborted);
      },
    });
  }
  await engine.settled();
  const handles = process.getActiveResourcesInfo();
  const heap = (): number => {
    gc();
    gc();
    return process.memoryUsage().heapUsed;
  };
  const half = Math.ceil(bounces / 2);
  let middle = 0;
  for (let done = 0; done < bounces; done++) {
    if (done === half) middle = heap();
    engine.bounce(API_CALLER_NAME);
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await engine.settled();
  }
  const bytesEach = (heap() - middle) / Math.max(1, bounces - half);
  const more = missingFrom(process.getActiveResourcesInfo(), handles);
  engine.kill();
  await engine.wait();
  await agent[Symbol.asyncDispose]();
  await fs.rm(dataDir, { recursive: true, force: true });
  return { bounces, bytesEach, more };
}

/** Those of `now` that are not in `then`, each as often; but for what passes by itself with this turn. */
function missingFrom(now: readonly string[], then: readonly string[]): string[] {
  const left = [...then];
  return now.filter((one) => {
    if (one === "Immediate") return false;
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
