import {
  Admin,
  decodeResult,
  type HostPort,
  hostPortText,
  RedirectInfoResult,
  decode,
} from "@holdfast/facades";
import { type ControllerTag, isTagOf } from "@holdfast/names";
import { ApiError, type RpcPeer } from "@holdfast/rpc";

/** The model is at another controller: everything that is needed to go there. */
export class RedirectError extends ApiError {
  readonly servers: readonly (readonly HostPort[])[];
  readonly caCert: string;
  readonly controllerTag: ControllerTag | undefined;
  readonly controllerAlias: string | undefined;
  /** Whether the user need not be asked (one controller speaking for many, as JAAS does). */
  readonly follow: boolean;

  constructor(to: {
    servers: readonly (readonly HostPort[])[];
    caCert: string;
    controllerTag?: ControllerTag | undefined;
    controllerAlias?: string | undefined;
    follow: boolean;
    cause: ApiError;
  }) {
    const { message, code, info } = to.cause;
    super(message, { code, info, cause: to.cause });
    this.name = "RedirectError";
    this.servers = to.servers;
    this.caCert = to.caCert;
    this.controllerTag = to.controllerTag;
    this.controllerAlias = to.controllerAlias;
    this.follow = to.follow;
  }

  /** The addresses, `host:port`, in the order given. */
  get addrs(): readonly string[] {
    return this.servers.flatMap((server) => server.map(hostPortText));
  }
}

/**
 * What a login refused with `redirection required` means. The refusal itself says where to go, or
 * else the controller is asked.
 *
 * Rejects with ApiError where that fails too.
 */
export async function redirectOf(
  refusal: ApiError,
  peer: RpcPeer,
  signal: AbortSignal,
): Promise<RedirectError> {
  const said = redirectInfo(refusal.info);
  if (said !== undefined) return new RedirectError({ ...said, follow: false, cause: refusal });
  try {
    const request = { facade: Admin.name, version: Admin.version, method: "RedirectInfo" };
    const answer = await peer.call(request, { signal });
    const { servers, "ca-cert": caCert } = decodeResult(Admin, "RedirectInfo", answer);
    return new RedirectError({ servers, caCert, follow: true, cause: refusal });
  } catch (cause) {
    signal.throwIfAborted();
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new ApiError(`cannot get redirect addresses: ${words}`, { code: refusal.code, cause });
  }
}

function redirectInfo(
  info: unknown,
): Omit<ConstructorParameters<typeof RedirectError>[0], "cause" | "follow"> | undefined {
  if (typeof info !== "object" || info === null) return undefined;
  const { servers, "ca-cert": caCert } = decode(RedirectInfoResult, info, "redirect of a login");
  if (servers.length === 0) return undefined;
  const tag = "controller-tag" in info ? String(info["controller-tag"]) : "";
  const alias = "controller-alias" in info ? String(info["controller-alias"]) : undefined;
  return {
    servers,
    caCert,
    controllerTag: isTagOf("controller", tag) ? tag : undefined,
    controllerAlias: alias,
  };
}
