import type { PasswordHash } from "../state/password-hash.js";
import type { User } from "../state/user.js";
import { wrongConnection } from "./api-errors.js";
import type { ClientCertificate } from "./client-certificate.js";

/** Who has logged in on a connection. */
export type Auth = AgentAuth | UserAuth | { readonly kind: "anonymous" };

/** What an agent proved by who it is. */
export type AgentProof =
  | { readonly kind: "password" | "identity provider" }
  | { readonly kind: "certificate"; readonly certificate: ClientCertificate };

export interface AgentAuth {
  readonly kind: "agent";
  readonly tag: string;
  /** The UUID of the model that the agent belongs to, which is not always the connection's. */
  readonly model: string;
  /** Whether it is a controller's machine. */
  readonly managesModels: boolean;
  /** Whether the agent has to ping: not where a controller's machine is in another model. */
  readonly pings: boolean;
  readonly proof: AgentProof;
  /** As they were at the login; a change of either may end the connection. */
  readonly passwordHash: PasswordHash;
  readonly nonce: string;
}

export interface UserAuth {
  readonly kind: "user";
  readonly user: User;
}

/** What a connection is about: one model, or the controller itself. */
export type Scope =
  | { readonly kind: "model"; readonly model: string }
  | { readonly kind: "controller" };

/** The model of the connection; for facades that are on no other kind. */
export function scopeModel(scope: Scope): string {
  if (scope.kind === "model") return scope.model;
  throw wrongConnection("model", scope.kind);
}
