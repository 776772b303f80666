import {
  Admin,
  decode,
  decodeResult,
  type HostPort,
  hostPortText,
  RedirectionInfo,
} from "@holdfast/facades";
import { type ControllerTag, isTagOf } from "@holdfast/names";
import { ApiError, type CallPeer } from "@holdfast/rpc/client";
import { errorText } from "@holdfast/ports";
import { LoginReplyError } from "../errors.js";

/** The model is at another controller: its addresses and CA. */
export class RedirectError extends ApiError {
  declare readonly code: "redirection required";
  declare readonly info: RedirectionInfo;
  readonly controllerTag: ControllerTag | undefined;
  /** Whether to follow it without asking the user (one controller in front of many, as JAAS does). */
  readonly follow: boolean;

  constructor(to: RedirectionInfo, { follow, cause }: { follow: boolean; cause: ApiError }) {
    super(cause.message, { code: "redirection required", info: to, cause });
    this.name = "RedirectError";
    const tag = to["controller-tag"] ?? "";
    this.controllerTag = isTagOf("controller", tag) ? tag : undefined;
    this.follow = follow;
  }

  get servers(): readonly (readonly HostPort[])[] {
    return this.info.servers;
  }

  get caCert(): string {
    return this.info["ca-cert"];
  }

  get controllerAlias(): string | undefined {
    return this.info["controller-alias"];
  }

  /** The addresses, `host:port`, in the order given. */
  get addrs(): readonly string[] {
    return this.servers.flatMap((server) => server.map(hostPortText));
  }
}

/**
 * The redirect behind a login refused with `redirection required`. The refusal has the addresses, or
 * else the controller is asked for them.
 *
 * Rejects with ApiError where that fails too, LoginReplyError where it leads nowhere.
 */
export async function redirectOf(
  refusal: ApiError,
  peer: CallPeer,
  signal: AbortSignal,
): Promise<RedirectError> {
  const said = decode(RedirectionInfo, refusal.info, "redirect of a login");
  if (hasAddresses(said)) return new RedirectError(said, { follow: false, cause: refusal });
  const answer = await requestRedirectInfo(refusal, peer, signal);
  if (!hasAddresses(answer)) {
    throw new LoginReplyError("cannot get redirect addresses: the controller names no address", {
      cause: refusal,
    });
  }
  return new RedirectError(answer, { follow: true, cause: refusal });
}

const hasAddresses = ({ servers }: RedirectionInfo): boolean => servers.flat().length > 0;

async function requestRedirectInfo(
  refusal: ApiError,
  peer: CallPeer,
  signal: AbortSignal,
): Promise<RedirectionInfo> {
  try {
    const request = { facade: Admin.name, version: Admin.version, method: "RedirectInfo" };
    return decodeResult(Admin, "RedirectInfo", await peer.call(request, { signal }));
  } catch (cause) {
    signal.throwIfAborted();
    throw new ApiError(`cannot get redirect addresses: ${errorText(cause)}`, {
      code: refusal.code,
      cause,
    });
  }
}
