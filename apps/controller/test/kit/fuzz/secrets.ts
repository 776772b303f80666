// What is known of an agent to those alone who may know it: said once at the start, and in no request.

/** By whom it is of. */
export const SECRETS = {
  alpha0: "secret-of-alpha-0",
  alpha1: "secret-of-alpha-1",
  beta: "secret-of-beta",
  alphaLog: "secret-in-the-log-of-alpha",
  betaLog: "secret-in-the-log-of-beta",
} as const;

/** What nobody is ever told. */
const NEVER = ["sha512$", "scrypt$", "PRIVATE KEY", "internal error"];

/** What in a reply is not meant for its reader. */
export function disclosed(reply: string, mayKnow: readonly string[]): string[] {
  const secrets = Object.values(SECRETS).filter((secret) => !mayKnow.includes(secret));
  return [...NEVER, ...secrets].filter((words) => reply.includes(words));
}
