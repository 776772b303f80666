import { decode, type DischargeRequiredInfo, type HostPort, LoginResult } from "@holdfast/facades";
import {
  type ControllerTag,
  formatHostPort,
  isTag,
  type ModelTag,
  parseHostPort,
  parseTagOf,
  parseVersion,
} from "@holdfast/names";
import type { Tag } from "@holdfast/names";
import type { ApiInfo } from "@holdfast/names";
import { errorText } from "@holdfast/ports";
import { LoginReplyError } from "../errors.js";
import { type FacadeTable, facadeTable } from "./facade-table.js";
import { DischargeRequiredError } from "./discharge-required-error.js";

/** What the reply to a login says. */
export interface LoginSession {
  readonly authTag: Tag | undefined;
  readonly modelTag: ModelTag | undefined;
  readonly controllerTag: ControllerTag | undefined;
  readonly serverVersion: string | undefined;
  readonly publicDnsName: string | undefined;
  readonly controllerAccess: string | undefined;
  readonly facades: FacadeTable;
  readonly servers: readonly (readonly HostPort[])[];
}

/** Whether a controller has let somebody in: for logins that were made by hand. */
export function isLoginResult(answer: unknown): boolean {
  return (
    typeof answer === "object" &&
    answer !== null &&
    "facades" in answer &&
    Array.isArray(answer.facades) &&
    "controller-tag" in answer
  );
}

/**
 * Reads the reply to a login, and checks that it is one.
 *
 * @param used the address, `host:port`, that answered
 * @throws DischargeRequiredError where a macaroon has to be discharged first
 * @throws LoginReplyError where it is no reply to this login
 */
export function readLoginResult(answer: unknown, info: ApiInfo, used: string): LoginSession {
  const [facades, rest] = splitFacades(answer);
  const result = checked(() => decode(LoginResult, rest, "result of Admin.Login"));
  const discharge = requiredDischarge(result);
  if (discharge !== undefined) {
    throw new DischargeRequiredError(result["discharge-required-error"] ?? "", discharge);
  }
  const modelTag = optionally("model", result["model-tag"]);
  if (info.modelTag !== undefined && modelTag !== info.modelTag) {
    throw new LoginReplyError(
      `mismatched model tag in login result (got ${JSON.stringify(modelTag ?? "")} want ${JSON.stringify(info.modelTag)})`,
    );
  }
  const version = result["server-version"] ?? "";
  return {
    authTag: identity(result) ?? info.tag,
    modelTag,
    controllerTag: optionally("controller", result["controller-tag"]),
    serverVersion: version === "" ? undefined : checked(() => (parseVersion(version), version)),
    publicDnsName: result["public-dns-name"] || undefined,
    controllerAccess: result["user-info"]?.["controller-access"] || undefined,
    facades: checked(() => facadeTable(facades ?? result.facades ?? [])),
    servers: usedFirst(result.servers ?? [], used),
  };
}

/** The list of facades is decoded once for all connections with the same, so not with the rest. */
function splitFacades(answer: unknown): [facades: unknown, rest: unknown] {
  if (typeof answer !== "object" || answer === null || !("facades" in answer)) {
    return [undefined, answer];
  }
  const { facades, ...rest } = answer;
  return [facades, rest];
}

/** The macaroons to be discharged; undefined where the login succeeded. */
function requiredDischarge(result: LoginResult): DischargeRequiredInfo | undefined {
  const older = result["discharge-required"];
  const newer = result["bakery-discharge-required"];
  if (older === undefined && newer === undefined) return undefined;
  return {
    ...(older === undefined ? {} : { macaroon: older }),
    ...(newer === undefined ? {} : { "bakery-macaroon": newer }),
  };
}

/** The tag of a user as the controller returned it; undefined for agents, which keep their own tag. */
function identity(result: LoginResult): Tag | undefined {
  const text = result["user-info"]?.identity;
  if (text === undefined || text === "") return undefined;
  if (!isTag(text))
    throw new LoginReplyError(`cannot log in: identity ${JSON.stringify(text)} is no tag`);
  return text;
}

function optionally<Kind extends "controller" | "model">(
  kind: Kind,
  text: string | undefined,
): ReturnType<typeof parseTagOf<Kind>>["tag"] | undefined {
  return text === undefined || text === "" ? undefined : checked(() => parseTagOf(kind, text).tag);
}

function checked<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new LoginReplyError(`cannot log in: ${errorText(cause)}`, { cause });
  }
}

/** The servers, with the one that answered first, and its address that answered first within it. */
function usedFirst(servers: readonly HostPort[][], used: string): readonly HostPort[][] {
  const { host, port } = parseHostPort(used);
  const isUsed = (address: HostPort): boolean =>
    formatHostPort({ host: address.value, port: address.port }) === used;
  const own = servers.find((server) => server.some(isUsed));
  const type = host.includes(":") ? "ipv6" : /^[\d.]+$/u.test(host) ? "ipv4" : "hostname";
  const first = own?.find(isUsed) ?? { value: host, type, scope: "", port };
  const rest = (own ?? []).filter((address) => !isUsed(address));
  return [[first, ...rest], ...servers.filter((server) => server !== own)];
}
