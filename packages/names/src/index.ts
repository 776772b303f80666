// The types that tell tags apart
export type {
  ApplicationTag,
  ControllerTag,
  MachineTag,
  ModelTag,
  ParsedTag,
  Tag,
  TagKind,
  TagOfKind,
  UnitTag,
  UserTag,
} from "./tag.js";
// Read a tag
export { isControllerAgentTag, isTag, isTagOf, parseTag, parseTagOf } from "./parse-tag.js";
// Make a tag from an id
export {
  applicationTag,
  controllerTag,
  machineTag,
  modelTag,
  unitTag,
  userTag,
} from "./make-tag.js";
// How far its life has come
export type { Life } from "./life.js";
// UUIDs, and models in log lines
export type { TagText, Uuid } from "./uuid-type.js";
export { isUuid, parseUuid, shortModelId } from "./uuid.js";
// Versions
export { compareVersions, formatVersion, parseVersion, type Version } from "./version.js";
// Addresses, and how to reach and know a controller
export { formatHostPort, type HostAndPort, isHostPort, parseHostPort } from "./host-port.js";
export { usableAddresses, type UsableAddresses } from "./usable-addresses.js";
export type { ApiInfo, Macaroon } from "./api-info.js";
// Passwords of agents
export { generatePassword, MIN_PASSWORD_LENGTH } from "./password.js";
// Join a controller
export { formatJoinToken, type JoinToken, parseJoinToken } from "./join-token.js";
// What can be wrong
export {
  InvalidJoinTokenError,
  InvalidHostPortError,
  InvalidTagError,
  InvalidUuidError,
  InvalidVersionError,
  type NamesErrorCode,
} from "./errors.js";
