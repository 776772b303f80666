import { defineFacade } from "../facade.js";
import { Entities, ErrorResults } from "../messages/common.js";
import { integer, list, message, text } from "../wire.js";
export const SingularClaim = message({
  "entity-tag": text,
  "claimant-tag": text,
  duration: integer,
});
export const SingularClaims = message({ claims: list(SingularClaim) });
export const Singular = defineFacade({
  name: "Singular",
  version: 2,
  methods: {
    Claim: { params: SingularClaims, result: ErrorResults },
    Wait: { params: Entities, result: ErrorResults },
  },
});
