import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import tls from "node:tls";

import { describe, expect, onTestFinished, test } from "vitest";

import {
  createAuthority,
  DAY,
  decryptKey,
  encryptKey,
  expiryOf,
  isEncryptedKey,
  issueLeaf,
  leadsTo,
  stillServes,
} from "../src/index.js";

const now = Date.now();
const names = { dns: ["localhost", "juju-apiserver"], ip: ["127.0.0.1", "::1"] };
const authority = createAuthority("an authority", now);

/** What a client that trusts the authority says of a server with this certificate. */
async function connect(identity: { cert: string; key: string }): Promise<string> {
  const server = tls.createServer(identity, (socket) => socket.end());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on TCP
  const { port } = server.address() as AddressInfo;
  const { cert: ca } = await authority;
  const socket = tls.connect({ host: "127.0.0.1", port, ca, servername: "juju-apiserver" });
  onTestFinished(() => void socket.destroy());
  return new Promise((resolve) => {
    socket.once("secureConnect", () => resolve("connected"));
    socket.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
  });
}

describe("a server's certificate", () => {
  test("is signed by its authority, for every name and address it was given", async () => {
    const leaf = await issueLeaf(
      await authority,
      { commonName: "a server", names, use: "server" },
      now,
    );
    const read = new X509Certificate(leaf.cert);
    const issuer = new X509Certificate((await authority).cert);
    expect(read.verify(issuer.publicKey)).toBe(true);
    expect(names.dns.filter((name) => read.checkHost(name) === undefined)).toEqual([]);
    expect(names.ip.filter((ip) => read.checkIP(ip) === undefined)).toEqual([]);
    expect(await connect(leaf)).toBe("connected");
  });

  test("is valid from when it is told to, and for as long", async () => {
    const leaf = await issueLeaf(
      await authority,
      {
        commonName: "a server",
        names,
        use: "server",
        validFrom: now - 10 * DAY,
        lifetime: -DAY,
      },
      now,
    );
    const read = new X509Certificate(leaf.cert);
    expect(read.validFromDate.getTime()).toBe(Math.floor((now - 10 * DAY) / 1000) * 1000);
    expect(await connect(leaf)).toBe("CERT_HAS_EXPIRED");
  });

  test("stops serving a month before its end, or where a name is missing", async () => {
    const about = { commonName: "a server", names, use: "server", lifetime: 60 * DAY } as const;
    const { cert } = await issueLeaf(await authority, about, now);
    expect(stillServes(cert, names, now + 29 * DAY)).toBe(true);
    expect(stillServes(cert, names, now + 31 * DAY)).toBe(false);
    expect(stillServes(cert, { ...names, ip: [...names.ip, "10.0.0.1"] }, now)).toBe(false);
    expect(stillServes(cert, { ...names, dns: ["example.com"] }, now)).toBe(false);
  });
});

describe("a certificate", () => {
  test("of a client is of no use to a server", async () => {
    const leaf = await issueLeaf(
      await authority,
      { commonName: "machine-0", organisation: "a model", names, use: "client" },
      now,
    );
    expect(new X509Certificate(leaf.cert).subject).toBe("CN=machine-0\nO=a model");
    expect(await connect(leaf)).toBe("INVALID_PURPOSE");
  });

  test("never has the serial number of another", async () => {
    const about = { commonName: "a server", names, use: "server" } as const;
    const [one, two] = await Promise.all([
      issueLeaf(await authority, about, now),
      issueLeaf(await authority, about, now),
    ]);
    expect(new X509Certificate(one.cert).serialNumber).not.toBe(
      new X509Certificate(two.cert).serialNumber,
    );
  });
});

test("an authority signs leaves and nothing else", async () => {
  const { cert } = await authority;
  const read = new X509Certificate(cert);
  expect(read.ca).toBe(true);
  // A certificate that a leaf signed is not believed, however good the leaf.
  const leaf = await issueLeaf(
    await authority,
    { commonName: "a leaf", names, use: "server" },
    now,
  );
  const below = await issueLeaf(leaf, { commonName: "below", names, use: "server" }, now);
  const chain = { key: below.key, cert: `${below.cert}\n${leaf.cert}` };
  // OpenSSL names the fault differently from version to version.
  expect(await connect(chain)).not.toBe("connected");
});

test("a leaf ends with its authority at the latest, and is then not renewed for nothing", async () => {
  const brief = await createAuthority("a brief authority", now, 40 * DAY);
  const { cert } = await issueLeaf(brief, { commonName: "a server", names, use: "server" }, now);
  const end = expiryOf(brief.cert);
  expect(expiryOf(cert)).toBe(end);
  expect(stillServes(cert, names, now + 20 * DAY)).toBe(false);
  expect(stillServes(cert, names, now + 20 * DAY, end)).toBe(true);
});

test("an encrypted key opens by its passphrase alone, and OpenSSL reads it", async () => {
  const { key } = await authority;
  const encrypted = await encryptKey(key, "correct horse battery staple");
  expect([isEncryptedKey(key), isEncryptedKey(encrypted)]).toEqual([false, true]);
  expect(encrypted).not.toBe(await encryptKey(key, "correct horse battery staple"));
  const opened = decryptKey(encrypted, "correct horse battery staple");
  expect(createPrivateKey(opened).equals(createPrivateKey(key))).toBe(true);
  expect(() => decryptKey(encrypted, "correct horse battery")).toThrow(/decrypt/u);
});

describe("a certificate leads to who signed it", () => {
  const read = (pem: string): X509Certificate => new X509Certificate(pem);

  test("and to nobody else of the same name", async () => {
    const { cert: own } = await authority;
    const { cert: namesake } = await createAuthority("an authority", now);
    const about = { commonName: "machine-0", names, use: "client" } as const;
    const leaf = read((await issueLeaf(await authority, about, now)).cert);
    expect(leadsTo([read(own)], leaf)).toBe(true);
    expect(leadsTo([read(namesake)], leaf, [read(own)])).toBe(false);
  });

  test("never by way of a certificate that is no authority's", async () => {
    const { cert: own } = await authority;
    const about = { commonName: "a leaf", names, use: "server" } as const;
    const leaf = await issueLeaf(await authority, about, now);
    const below = await issueLeaf(leaf, { ...about, commonName: "below" }, now);
    expect(leadsTo([read(own)], read(below.cert), [read(leaf.cert)])).toBe(false);
  });
});
