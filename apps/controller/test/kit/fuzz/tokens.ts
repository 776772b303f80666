// Users of the fuzzer's world log in by tokens: a password would be hashed for a third of a second each time.
import type { IdentityProvider } from "../../../src/index.js";

const BEGINNING = "token-of-";

export function tokenOf({ tag }: { readonly tag: string }): string {
  return `${BEGINNING}${tag}`;
}

/** Vouches for whoever shows the token of its tag. */
export const TOKENS: IdentityProvider = {
  sessionToken: async (token) =>
    token.startsWith(BEGINNING) ? token.slice(BEGINNING.length) : undefined,
};
