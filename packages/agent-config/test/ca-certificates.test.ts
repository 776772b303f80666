import { X509Certificate } from "node:crypto";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { certificateExpiry, certificateProblem, certificatesOnly } from "../src/index.js";

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

/** A certificate that signed itself, and its key, made by openssl as an operator would. */
function selfSigned(
  kind: string,
  ca: boolean,
  days = 30,
): { readonly cert: string; readonly key: string } {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-ca-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  const at = (name: string): string => path.join(folder, name);
  const files = `-keyout ${at("key")} -out ${at("cert")}`;
  const extension = `basicConstraints=critical,CA:${ca ? "TRUE" : "FALSE"}`;
  const words = `req -x509 -newkey ${kind} -nodes ${files} -days ${days} -subj /CN=test -addext ${extension}`;
  const made = spawnSync("openssl", words.split(" "));
  expect(made.status).toBe(0);
  return { cert: fs.readFileSync(at("cert"), "utf8"), key: fs.readFileSync(at("key"), "utf8") };
}

test.each(["", "\n", "not a certificate"])("%j is no CA", (pem) => {
  expect(certificateProblem(pem)).toMatch(/is empty|holds no certificate/);
});

describe.skipIf(!hasOpenssl)("a file with a certificate", () => {
  test("tells when its first certificate expires", () => {
    const { cert } = selfSigned("ec -pkeyopt ec_paramgen_curve:P-256", true);
    const days = (certificateExpiry(cert) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29.9);
    expect(days).toBeLessThan(30.1);
    expect(
      certificateExpiry(`${cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`),
    ).toBeNaN();
    expect(certificateExpiry("none")).toBeNaN();
  });

  test("of a CA is fine, now and at any time", () => {
    const { cert } = selfSigned("rsa:2048", true);
    expect(certificateProblem(cert)).toBeUndefined();
    expect(certificateProblem(cert, 0)).toContain("correct this machine's clock");
    expect(certificateProblem(cert, "at any time")).toBeUndefined();
  });

  test("with one authority that has ended, and its successor, is fine", () => {
    const { cert: old } = selfSigned("ec -pkeyopt ec_paramgen_curve:P-256", true);
    const past = Date.parse(new X509Certificate(old).validTo) + 1000;
    expect(certificateProblem(old, past)).toContain("expired");
    const { cert: next } = selfSigned("ec -pkeyopt ec_paramgen_curve:P-256", true, 60);
    expect(certificateProblem(`${old}${next}`, past)).toBeUndefined();
  });

  test("of a server is refused, alone and beside a CA's", () => {
    const leaf = selfSigned("rsa:2048", false).cert;
    expect(certificateProblem(leaf)).toContain("not of a CA");
    expect(certificateProblem(selfSigned("rsa:2048", true).cert + leaf)).toContain("not of a CA");
  });

  test("with a key too weak to be used is refused", () => {
    expect(certificateProblem(selfSigned("rsa:1024", true).cert)).toContain("1024 bits");
  });

  test("and a private key gives the certificate alone", () => {
    const { cert, key } = selfSigned("rsa:2048", true);
    expect(certificatesOnly(`note\n${key}${cert}`)).toBe(cert);
    expect(certificateProblem(key)).toContain("holds no certificate");
  });
});
