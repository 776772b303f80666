import { type ApiInfo, isHostPort, type Tag } from "@holdfast/names";
import type { Logger } from "@holdfast/ports";
import { isTag, isTagOf, isUuid } from "@holdfast/names";
import { InvalidApiInfoError } from "./errors.js";

/** The user without a name, for what a controller lets anybody do. */
export const ANONYMOUS_USER: Tag = "user-jujuanonymous";

/**
 * The info with the addresses that are ones: the others are passed over and told, as long as one is
 * left.
 *
 * @throws InvalidApiInfoError where nothing can come of the info
 */
export function validateApiInfo(info: ApiInfo, logger: Logger): ApiInfo {
  if (info.addrs.length === 0) throw new InvalidApiInfoError("missing addresses not valid");
  const addrs = info.addrs.filter((address) => isHostPort(address));
  const refused = info.addrs.filter((address) => !isHostPort(address));
  const [first] = refused;
  if (addrs.length === 0 && first !== undefined) throw invalidAddress(first);
  if (refused.length > 0) {
    logger.warn("passed over addresses that are not host:port", { addresses: refused });
  }
  if (info.modelTag !== undefined && !isTagOf("model", info.modelTag)) {
    throw new InvalidApiInfoError(`model tag ${JSON.stringify(info.modelTag)} not valid`);
  }
  if (info.controllerUuid !== undefined && !isUuid(info.controllerUuid)) {
    throw new InvalidApiInfoError(
      `controller UUID ${JSON.stringify(info.controllerUuid)} not valid (it is the UUID alone, not the controller's tag)`,
    );
  }
  if (info.tag !== undefined && !isTag(info.tag)) {
    throw new InvalidApiInfoError(`tag ${JSON.stringify(info.tag)} not valid`);
  }
  if (info.skipLogin === true) refuseCredentials(info);
  return refused.length === 0 ? info : { ...info, addrs };
}

function invalidAddress(text: string): InvalidApiInfoError {
  return new InvalidApiInfoError(
    `host addresses: ${JSON.stringify(text)} not valid (expected host:port, IPv6 in brackets)`,
  );
}

function refuseCredentials(info: ApiInfo): void {
  const specified = (value: unknown): boolean => value !== undefined && value !== "";
  const named = { Tag: info.tag, Password: info.password, Macaroons: info.macaroons };
  for (const [name, value] of Object.entries(named)) {
    if (specified(value)) {
      throw new InvalidApiInfoError(`specifying ${name} and SkipLogin not valid`);
    }
  }
}
