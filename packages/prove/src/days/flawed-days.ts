// Agents with one thing wrong each, which the days must find out.
import type { Agent } from "@holdfast/agent-config";
import {
  AGENT_NAME,
  API_CALLER_NAME,
  machinePolicy,
  manifold,
  type ManifoldConfig,
  reconnectPolicy,
} from "@holdfast/agent-manifold";
import { apiAddressUpdaterManifold } from "@holdfast/agent-manifold/building-blocks";
import {
  type ApiCaller,
  type Connection,
  isApiError,
  isForeignController,
} from "@holdfast/api-open";
import { type CredentialsReplaced, defaultConnectPolicy } from "@holdfast/connect";
import { type Manifold, runWorker } from "@holdfast/dependency-engine";
import { abortable, hasCode, onAbort, type WallClock } from "@holdfast/ports";

import type { DayKind } from "./day-kind.js";
import { streamLog } from "./day-log.js";
import type { DayWorld } from "./day-world.js";

const { firstLogin: _none, ...severe } = defaultConnectPolicy.patience;

/** Ends the agent where ours waits. */
const ends = (name: string, when: (error: unknown) => boolean): DayKind => ({
  name,
  errorPolicy: {
    ...machinePolicy,
    isFatal: (error) => machinePolicy.isFatal(error) || when(error),
  },
});

/** The date, as if no clock knew better. */
function byTheDate({ clock }: DayWorld): WallClock {
  return {
    now: () => clock.wallNow(),
    wallNow: () => clock.wallNow(),
    setTimeout: (callback, ms) => clock.setTimeout(callback, ms),
    clearTimeout: (timer) => clock.clearTimeout(timer),
  };
}

export const flawedDays: readonly DayKind[] = [
  { name: "patience is measured by the date", clock: byTheDate },
  {
    name: "the first refusal of credentials that were just made is final",
    connectPolicy: { ...defaultConnectPolicy, patience: severe },
  },
  ends("a stranger's certificate ends it", isForeignController),
  ends("a CA that is none ends it", (error) => hasCode(error, "ERR_INVALID_API_INFO")),
  {
    name: "the address that last worked is given up for those announced",
    updater: (world) => ({
      inputs: [AGENT_NAME, API_CALLER_NAME],
      start: ({ get }) => {
        const agent: Agent = get(AGENT_NAME);
        return runWorker(async (signal) => {
          for (;;) {
            const { announced } = world;
            // oxlint-disable-next-line no-await-in-loop -- one announcement after the other
            await agent.changeConfig((setter) => setter.setApiAddresses(announced));
            // oxlint-disable-next-line no-await-in-loop
            await abortable<void>(signal, (resolve) => world.onAnnounce(resolve));
          }
        });
      },
    }),
  },
  {
    name: "what was learnt in earlier outages is carried on",
    caller: (config) => {
      const { restart: _ours, ...made } = manifold(config);
      return made;
    },
  },
  { name: "connect() is waited for as long as it takes", caller: patientToConnect },
  { name: "close() is waited for as long as it takes", caller: patientToClose },
  { name: "the watch of credentials is waited for as long as it takes", watch: patientToWatch },
  {
    name: "a worker is waited for as long as it takes",
    updater: () => ({
      ...apiAddressUpdaterManifold({ agentName: AGENT_NAME, apiCallerName: API_CALLER_NAME }),
      stopDeadline: Infinity,
    }),
  },
  { name: "the log is given up after a write that failed", log: streamLog },
  { name: "it pings as seldom as Juju's agents do", dial: { pingPeriod: 60_000 } },
  { name: "delays that grew in an outage go on before a limit on logins", caller: slowInACrowd },
];

/** What ours gives to its own bounds has been waited for before. */
function patientToConnect(config: ManifoldConfig): Manifold<ApiCaller> {
  let made: Promise<Connection> = Promise.reject(new Error("nothing was made yet"));
  made.catch(() => undefined);
  const bounded = manifold({ ...config, newConnection: () => made });
  return {
    ...bounded,
    startDeadline: Infinity, // the engine has a bound of its own
    start: async (context) => {
      const agent = context.get(config.agentName);
      made = config.newConnection(agent, config.apiOpen, context.signal);
      await made.catch(() => undefined);
      return await bounded.start(context);
    },
  };
}

/** That it broke is told only once it is closed. */
function patientToClose(config: ManifoldConfig): Manifold<ApiCaller> {
  return manifold({
    ...config,
    newConnection: async (agent, open, signal) => {
      const connection = await config.newConnection(agent, open, signal);
      const told = new AbortController();
      onAbort(connection.broken, () => {
        const tell = (): void => told.abort(connection.broken.reason);
        connection.close().then(tell, tell);
      });
      return new Proxy(connection, {
        get: (target, name) => {
          if (name === "broken") return told.signal;
          const value: unknown = Reflect.get(target, name, target);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
    },
  });
}

/** Juju's own way: the connection is as good as open for as long as the watch goes on. */
function patientToWatch(connection: Connection, replaced: CredentialsReplaced): Connection {
  const closing = new AbortController();
  const over = replaced(closing.signal);
  return new Proxy(connection, {
    get: (target, name) => {
      if (name === "close") {
        return async (): Promise<void> => {
          closing.abort();
          await target.close();
          await over;
        };
      }
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Before a limit on logins it waits for half as long again as after the failure before, whatever that was. */
function slowInACrowd(config: ManifoldConfig): Manifold<ApiCaller> {
  const made = manifold(config);
  let delay = 300;
  return {
    ...made,
    start: async (context) => {
      const worker = await made.start(context);
      delay = 300;
      return worker;
    },
    restart: reconnectPolicy.map((policy) => ({
      ...policy,
      retryAfter: (error) => {
        delay = Math.min(1.5 * delay, 30_000);
        return isApiError(error, "try again") ? delay : policy.retryAfter?.(error);
      },
    })),
  };
}
