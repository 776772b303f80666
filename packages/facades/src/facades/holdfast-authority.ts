import { defineFacade, type Facade } from "../facade.js";
import { Empty } from "../messages/common.js";
import { NotifyWatchResult } from "../messages/watch.js";
import { list, message, type Schema, text } from "../wire.js";

/** The authorities that an agent is to trust. */
export interface TrustedAuthorities {
  /** PEM, one certificate after the other. */
  "ca-certs": string;
}
export const TrustedAuthorities: Schema<TrustedAuthorities> = message({ "ca-certs": text });

/** Which authorities the caller trusts, durably: SHA-256 of each certificate, in lower-case hexadecimal digits. */
export interface LearntAuthorities {
  fingerprints: string[];
}
export const LearntAuthorities: Schema<LearntAuthorities> = message({ fingerprints: list(text) });

/** How an agent learns the authority that is to take over from the one it trusts. */
export interface HoldfastAuthorityMethods {
  Authorities(params: Empty): TrustedAuthorities;
  WatchAuthorities(params: Empty): NotifyWatchResult;
  /** That the caller has them in its configuration: those who have not keep the old authority alive. */
  SetLearnt(params: LearntAuthorities): Empty;
}

/** Of the embedded controller alone: a Juju controller tells its agents of no other authority. */
export const HoldfastAuthority: Facade<HoldfastAuthorityMethods> =
  defineFacade<HoldfastAuthorityMethods>({
    name: "HoldfastAuthority",
    version: 1,
    methods: {
      Authorities: { params: Empty, result: TrustedAuthorities },
      WatchAuthorities: { params: Empty, result: NotifyWatchResult },
      SetLearnt: { params: LearntAuthorities, result: Empty },
    },
  });
