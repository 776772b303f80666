// What the process with the server is asked, and what it says.
import type { RateLimit } from "@holdfast/controller";
import type { ModelTag, Tag } from "@holdfast/names";

/** Our controller; one that tells no more than `try again`, as a real Juju; what says everything back. */
export type ServerKind = "ours" | "juju" | "echo";

export type Order =
  | { readonly kind: "start"; readonly server: ServerKind; readonly agents: number }
  | { readonly kind: "leave" }
  /** Comes back, with that limit from now on; without one where it is left out. */
  | { readonly kind: "return"; readonly limit?: RateLimit };

/** Who may log in, and where. */
export interface Place {
  readonly address: string;
  readonly caCert: string;
  readonly agents: readonly Member[];
}

export interface Member {
  readonly tag: Tag;
  readonly password: string;
  readonly nonce: string;
  readonly model: ModelTag;
}

/** ms by a clock that all processes of the machine have. */
export const now = (): number => performance.timeOrigin + performance.now();
