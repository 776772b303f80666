import type { Journal } from "../journal.js";

/** What came with a login. */
export interface SeenLogin {
  readonly connection: number;
  readonly version: number;
  readonly tag: string;
  readonly password: string;
  readonly nonce: string;
}

/** The logins by Juju's own method for agents that reached the controller, in their order. */
export function loginsIn(journal: Journal): SeenLogin[] {
  return journal
    .of("request")
    .filter((entry) => entry.said === "Admin.Login")
    .map(({ connection, version, params }) => {
      const members = membersOf(membersOf(params)["login-request"] ?? params);
      return {
        connection,
        version,
        tag: String(members["auth-tag"]),
        password: String(members["credentials"]),
        nonce: String(members["nonce"]),
      };
    });
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
