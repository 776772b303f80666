import { HoldfastAuthority } from "@holdfast/facades";

import { authoritiesTopic } from "../../state/topics.js";
import { agentsOnly, callingAgent, serve, type ServedFacade } from "../served-facade.js";
import { notifyWatcher } from "../watched.js";
import { writes } from "../writes.js";

/** A fingerprint, as agents send them. */
const SHA_256 = /^[0-9a-f]{64}$/u;

/** How an agent learns which authorities to trust, and says that it does. No facade of Juju's. */
export const holdfastAuthorityFacade: ServedFacade = {
  ...serve(
    HoldfastAuthority,
    { on: ["model"], allows: agentsOnly },
    {
      Authorities: (_params, { core }) => ({ "ca-certs": core.caCert }),
      WatchAuthorities: (_params, context) =>
        notifyWatcher(context, [authoritiesTopic], () => context.core.caCert),
      SetLearnt: writes(({ fingerprints }, { core, auth }) => {
        const { model, tag } = callingAgent(auth);
        const learnt = fingerprints.filter((one) => SHA_256.test(one)).toSorted();
        const { agents } = core.state;
        // A thousand agents that come back at once should not wait for writes that change nothing.
        if (JSON.stringify(agents.get(model, tag).authorities) === JSON.stringify(learnt))
          return {};
        agents.setAuthorities(model, tag, learnt);
        return {};
      }),
    },
  ),
  offeredToCallersAlone: true,
};
