import type { TagText } from "@holdfast/names";
import { defineFacade, type Facade } from "../facade.js";
import { Entities, ErrorResults } from "../messages/common.js";
import { integer, list, message, type Schema, text } from "../wire.js";

/** `duration` is in nanoseconds: Go's. */
export interface SingularClaim {
  "entity-tag": TagText;
  "claimant-tag": TagText;
  duration: number;
}
export const SingularClaim: Schema<SingularClaim> = message({
  "entity-tag": text,
  "claimant-tag": text,
  duration: integer,
});

export interface SingularClaims {
  claims: SingularClaim[];
}
export const SingularClaims: Schema<SingularClaims> = message({ claims: list(SingularClaim) });

/** Which of several controllers' agents is responsible for a model. */
export interface SingularMethods {
  /** Takes or keeps the lease; `lease claim denied` where another has it. */
  Claim(params: SingularClaims): ErrorResults;
  /** Answers when the entity's lease is free. */
  Wait(params: Entities): ErrorResults;
}

export const Singular: Facade<SingularMethods> = defineFacade<SingularMethods>({
  name: "Singular",
  version: 2,
  methods: {
    Claim: { params: SingularClaims, result: ErrorResults },
    Wait: { params: Entities, result: ErrorResults },
  },
});
