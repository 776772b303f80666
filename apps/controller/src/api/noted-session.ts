import { wallNow } from "@holdfast/ports";

import { KEPT } from "../bounds.js";
import type { SessionKind } from "../state/activity.js";
import type { Auth } from "./auth.js";
import type { Client } from "./client.js";
import type { ControllerCore } from "./controller-core.js";
import type { LoggedIn } from "./login.js";

/** How somebody who has logged in is connected. */
export interface Connected {
  readonly kind: SessionKind;
  readonly client: Pick<Client, "address" | "version">;
}

/** The tag of who has logged in. */
export function tagOf(auth: Auth): string {
  if (auth.kind === "agent") return auth.tag;
  return auth.kind === "user" ? `user-${auth.user.name}` : "anonymous";
}

/**
 * Notes for the operator that somebody is connected; returns what notes the end of it. It is only
 * displayed: a full disk must not keep anybody out.
 */
export function noteSession(
  { auth, scope }: LoggedIn,
  { kind, client }: Connected,
  { activity, clock, logger }: ControllerCore,
): () => void {
  const note = <T>(write: () => T): T | undefined => {
    try {
      return write();
    } catch (error) {
      logger.warn("cannot note who is connected", { error });
      return undefined;
    }
  };
  const over = note(() =>
    activity.opened({
      kind,
      tag: tagOf(auth),
      home: auth.kind === "agent" ? auth.model : undefined,
      model: scope.kind === "model" ? scope.model : undefined,
      address: client.address,
      since: wallNow(clock),
      version: client.version?.slice(0, KEPT.version),
    }),
  );
  return () => {
    if (over !== undefined) note(over);
  };
}
