import { describe, expect, test } from "vitest";

import { USAGE_CODES } from "../../src/errors.js";
import { listenError } from "../../src/net/listen-error.js";

const refused = (code: string): boolean => {
  const cause = Object.assign(new Error(code), { code });
  return USAGE_CODES.includes(listenError("192.0.2.1:443", cause).code);
};

describe("a refusal to listen", () => {
  test.each(["EADDRINUSE", "EADDRNOTAVAIL", "EMFILE", "ENOBUFS"])("%s may pass", (code) => {
    expect(refused(code)).toBe(false);
  });

  test.each(["EACCES", "EAFNOSUPPORT"])("%s wants an edit", (code) => {
    expect(refused(code)).toBe(true);
  });
});
