import { flag, integer, list, message, optional, text } from "../wire.js";
const addressMembers = {
  value: text,
  type: text,
  scope: text,
  cidr: optional(text),
  "space-name": optional(text),
  "space-id": optional(text),
  "config-type": optional(text),
  "is-secondary": optional(flag),
};
export const Address = message(addressMembers);
export const HostPort = message({ ...addressMembers, port: integer });
export const Servers = message({ servers: list(list(HostPort)) });
