import { base64 } from "./base64.js";

/** The value of an `authorization` header by name and secret. */
export function basicAuth(name: string, secret: string): string {
  return `Basic ${base64(`${name}:${secret}`)}`;
}
