import type { Uuid } from "@holdfast/names";

import type { Activity } from "../state/activity.js";
import type { RebootAction } from "../state/agent.js";
import type { Life } from "../state/life.js";
import type { StoreView } from "../state/store.js";
import type { AuthorityStatus } from "./authority-status.js";
import type { SessionStatus } from "./session-status.js";

export interface AgentStatus {
  readonly tag: string;
  readonly life: Life;
  readonly provisioned: boolean;
  /** Since when its oldest session to the API lasts, RFC 3339; undefined where it has none. */
  readonly connectedSince: string | undefined;
  readonly status: string;
  readonly statusInfo: string;
  readonly managesModels: boolean;
  readonly hostname: string | undefined;
  /** Which binary it says it is, such as `3.6.28-ubuntu-amd64`; undefined until it says so. */
  readonly agentVersion: string | undefined;
  /** What its machine is asked to do, and has not begun. */
  readonly reboot: RebootAction | undefined;
}

export interface ModelStatus {
  readonly uuid: Uuid;
  readonly name: string;
  readonly life: Life;
  readonly agents: readonly AgentStatus[];
}

/** One of the controllers that serve the state. */
export interface ControllerNodeStatus {
  readonly id: string;
  /** host:port; undefined where it has never listened. */
  readonly address: string | undefined;
  readonly version: string | undefined;
  /** When it was started last, RFC 3339; undefined where that was before it was noted. */
  readonly startedAt: string | undefined;
  readonly running: boolean;
  /** How many connections it has on which somebody has logged in. */
  readonly sessions: number;
  /** How many agents are connected to its API. */
  readonly agents: number;
}

/** Everything an operator asks a controller first. */
export interface ControllerStatus {
  readonly running: boolean;
  /** host:port; undefined where it has never listened. */
  readonly address: string | undefined;
  /** All controllers of this state, by id: one where the state is in a file. */
  readonly controllers: readonly ControllerNodeStatus[];
  readonly controllerUuid: Uuid;
  readonly controllerModelUuid: Uuid;
  readonly models: readonly ModelStatus[];
  /** All connections on which somebody has logged in, the longest first. */
  readonly sessions: readonly SessionStatus[];
  readonly users: readonly string[];
  readonly authority: AuthorityStatus;
}

/**
 * The controllers that serve the state, and how many each carries.
 */
export function controllerStatuses(
  { controllers }: StoreView,
  activity: Activity,
  isRunning: (id: string) => boolean,
): readonly ControllerNodeStatus[] {
  const sessions = activity.sessions();
  return controllers.list().map(({ id, listenAddress: address, version, startedAt }) => {
    const running = isRunning(id);
    const own = running ? sessions.filter(({ controller = id }) => controller === id) : [];
    const agents = own.filter(({ kind, home }) => kind === "api" && home !== undefined);
    return {
      id,
      address,
      version,
      startedAt: startedAt === undefined ? undefined : new Date(startedAt).toISOString(),
      running,
      sessions: own.length,
      agents: agents.length,
    };
  });
}

/** The models with their agents; of a controller that is not running nobody is connected. */
export function modelStatuses(
  state: StoreView,
  activity: Activity,
  running: boolean,
): readonly ModelStatus[] {
  return state.models.list().map(({ uuid, name, life }) => {
    const present = running ? activity.present(uuid) : new Map<string, number>();
    const agents = state.agents.list(uuid).map((agent): AgentStatus => {
      const since = present.get(agent.tag);
      return {
        tag: agent.tag,
        life: agent.life,
        provisioned: agent.nonce !== "" || !agent.tag.startsWith("machine-"),
        connectedSince: since === undefined ? undefined : new Date(since).toISOString(),
        status: agent.status,
        statusInfo: agent.statusInfo,
        managesModels: agent.managesModels,
        hostname: agent.hostname,
        agentVersion: agent.agentVersion,
        reboot: agent.reboot,
      };
    });
    return { uuid, name, life, agents };
  });
}
