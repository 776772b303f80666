import { CONNECTIONS, WATCHERS } from "../bounds.js";
import type { Auth, Scope } from "./auth.js";
import { Quota } from "./quota.js";
import { Seats } from "./seats.js";

/** What each agent and user may have at once, over all of its connections. */
export class EntityQuotas {
  readonly watchers: Quota = new Quota(WATCHERS.ofEntity);
  /** Those of the watchers that tell of everything. */
  readonly everything: Quota = new Quota(WATCHERS.everythingOfEntity);
  readonly agentSessions: Seats = new Seats(CONNECTIONS.sessionsOfAgent);
  readonly userSessions: Seats = new Seats(CONNECTIONS.sessionsOfUser);
}

/** Who has logged in: the same for all of its connections. Everybody anonymous is one. */
export function entityOf(auth: Auth): string {
  if (auth.kind === "agent") return `${auth.model} ${auth.tag}`;
  return auth.kind === "user" ? `user-${auth.user.name}` : "anonymous";
}

/** Who has logged in, and to what: a controller's machine is connected to every model there is. */
export function entityIn(auth: Auth, scope: Scope): string {
  const where = scope.kind === "model" ? scope.model : "controller";
  return auth.kind === "agent" ? `${entityOf(auth)} in ${where}` : entityOf(auth);
}
