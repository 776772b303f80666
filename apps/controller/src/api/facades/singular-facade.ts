import { Singular } from "@holdfast/facades";
import { ApiError } from "@holdfast/rpc";

import { permissionDenied } from "../api-errors.js";
import { eachDone, errorInfo, toApiError } from "../results.js";
import {
  agentsOnly,
  type CallContext,
  callingAgent,
  serve,
  type ServedFacade,
} from "../served-facade.js";

const NANOSECONDS_IN_MS = 1_000_000;
/** ms: Juju's bounds for a lease. */
const SHORTEST = 5000;
const LONGEST = 300_000;

/** The lease's name; only on the connection's own model or the controller, only for itself. */
function leaseName(entity: string, context: CallContext): string {
  const caller = callingAgent(context.auth);
  const { scope, core } = context;
  const allowed = [`controller-${core.controllerUuid}`];
  if (scope.kind === "model") allowed.push(`model-${scope.model}`);
  if (!caller.managesModels || !allowed.includes(entity)) throw permissionDenied();
  return entity;
}

/** Which of several controllers' machines looks after a model. */
export const singularFacade: ServedFacade = serve(
  Singular,
  { on: ["model"], allows: agentsOnly },
  {
    Claim: ({ claims }, context) =>
      eachDone(claims, (claim) => {
        const name = leaseName(claim["entity-tag"], context);
        const holder = claim["claimant-tag"];
        if (holder !== callingAgent(context.auth).tag) throw permissionDenied();
        const duration = claim.duration / NANOSECONDS_IN_MS;
        if (duration < SHORTEST || duration > LONGEST) throw permissionDenied();
        if (!context.core.leases.claim(name, holder, duration)) {
          throw new ApiError("lease claim denied", { code: "lease claim denied" });
        }
      }),
    Wait: async ({ entities }, context) => {
      const waits = entities.map(async ({ tag }) => {
        try {
          await context.core.leases.free(leaseName(tag, context), context.signal);
          return {};
        } catch (error) {
          const known = toApiError(error);
          if (known === undefined) throw error;
          return { error: errorInfo(known) };
        }
      });
      return { results: await Promise.all(waits) };
    },
  },
);
