import type { Activity, SessionKind } from "../state/activity.js";
import type { StoreView } from "../state/store.js";

/** A connection on which somebody has logged in. */
export interface SessionStatus {
  /** What it is for: calls, an agent's log that comes in, or a model's log that somebody reads. */
  readonly kind: SessionKind;
  /** Such as `machine-0` or `user-admin`; `anonymous` for who logged in as nobody in particular. */
  readonly tag: string;
  /** Of an agent, its own model's UUID: a controller's machine is connected to others as well. */
  readonly agentModel: string | undefined;
  /** The UUID of the model that it is connected to; undefined for the controller's own API. */
  readonly model: string | undefined;
  /** The client's, host:port. */
  readonly address: string;
  /** RFC 3339 */
  readonly since: string;
  /** What the client said its version is, else what the agent last said it is; undefined where neither did. */
  readonly version: string | undefined;
  /** The id of the controller that it is with; undefined where there is but one. */
  readonly controller: string | undefined;
}

/** Every session of a controller that runs, the longest first. */
export function sessionStatuses(state: StoreView, activity: Activity): readonly SessionStatus[] {
  return activity.sessions().map(({ kind, tag, home, model, address, since, ...rest }) => ({
    kind,
    tag,
    agentModel: home,
    model,
    address,
    since: new Date(since).toISOString(),
    version:
      rest.version ?? (home === undefined ? undefined : state.agents.find(home, tag)?.agentVersion),
    controller: rest.controller,
  }));
}
