import type { ApiError } from "@holdfast/rpc";

import { badCredentials, tokenInvalid, tryAgain } from "./api-errors.js";
import type { Scope } from "./auth.js";
import { type IdentityProvider, vouchedTag, type Voucher } from "./identity-provider.js";
import {
  admitAgent,
  admitInTurn,
  admitUser,
  type LoggedIn,
  type LoginRules,
  readTag,
} from "./login.js";

/**
 * Decides a login that the identity provider vouches for. A machine that is not provisioned yet is told
 * so; its nonce is not asked for, since it proves nothing that the provider has not.
 *
 * @throws ApiError `session token invalid` for such a token, `unauthorized access` for all else that is
 *   not good, `try again` where too many were wrong before it, and as any login of that user or agent
 */
export async function loginVouched(
  voucher: Voucher,
  where: Scope,
  from: {
    readonly provider: IdentityProvider;
    readonly network: string;
    readonly rules: LoginRules;
  },
  signal: AbortSignal,
): Promise<LoggedIn> {
  const { provider, network, rules } = from;
  const { core, agentLogins } = rules;
  const guess = core.guesses.take({ kind: "agent", who: voucher.kind, network });
  let text: string | undefined;
  try {
    text = await vouchedTag(provider, voucher, signal);
  } catch (error) {
    // The provider is away: whatever was shown was not looked at.
    guess.unseen();
    core.logger.warn("the identity provider does not answer", { kind: voucher.kind, error });
    throw tryAgain();
  }
  if (text === undefined) throw refusalOf(voucher);
  const tag = readTag(text);
  if (tag.kind === "user") {
    const user = core.state.users.find(tag.id);
    if (user === undefined || user.disabled) throw refusalOf(voucher);
    guess.right();
    return await admitUser(user, where, core);
  }
  const agent = core.state.agents.find(modelOf(where, core.controllerModelUuid), tag.tag);
  if (agent === undefined) throw refusalOf(voucher);
  guess.right();
  const admitted = admitAgent(agent, tag, where, { core, proof: { kind: "identity provider" } });
  admitInTurn(admitted, agentLogins);
  return admitted;
}

function modelOf(where: Scope, controllerModel: string): string {
  return where.kind === "model" ? where.model : controllerModel;
}

function refusalOf({ kind }: Voucher): ApiError {
  return kind === "session token" ? tokenInvalid() : badCredentials();
}
