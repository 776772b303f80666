import { X509Certificate } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, test } from "vitest";
import {
  CertificateError,
  memorySessionCache,
  open,
  readCertificateDirectory,
  type SessionCache,
  type UnknownCa,
} from "../src/index.js";
import { createCa, issueLeaf } from "./support/pki.js";
import { sharedCa, TestController, PATIENT } from "./support/test-controller.js";

describe("a certificate", () => {
  const ca = sharedCa();

  test("of another CA is refused in words, and not tried again", async () => {
    await using controller = await TestController.start({ ca: await createCa("another CA") });
    const info = controller.info({ caCert: (await ca).cert });
    const refused = open(info, { ...PATIENT, retryDelay: 1 });
    await expect(refused).rejects.toBeInstanceOf(CertificateError);
    await expect(refused).rejects.toThrow(/not issued by the configured CA; check `cacert`/u);
    await expect(refused).rejects.toMatchObject({ problem: "unknown authority", others: [] });
  });

  test("of a CA of the same name, but another key, is refused as one of another CA", async () => {
    await using controller = await TestController.start({ ca: await createCa("test CA") });
    const refused = open(controller.info({ caCert: (await ca).cert }), PATIENT);
    await expect(refused).rejects.toMatchObject({ problem: "unknown authority" });
  });

  test("of a CA that nobody configured is refused as that, not as one of another CA", async () => {
    await using controller = await TestController.start({ ca: await createCa("another CA") });
    const { caCert: _none, ...info } = controller.info();
    await expect(open(info, PATIENT)).rejects.toThrow(/no CA certificate is configured/u);
  });

  test("for another name is refused in words", async () => {
    const leaf = await issueLeaf(await ca, { dns: ["example.com"], ip: ["127.0.0.1"] });
    await using controller = await TestController.start({ leaf });
    const refused = open(controller.info(), PATIENT);
    await expect(refused).rejects.toThrow(/it is for another name/u);
    await expect(refused).rejects.toMatchObject({ code: "ERR_CERTIFICATE", problem: "wrong name" });
  });

  test("that has expired, or is not valid yet, is refused in words", async () => {
    const old = await issueLeaf(await ca, { from: -10, until: -1 });
    await using expired = await TestController.start({ leaf: old });
    await expect(open(expired.info(), PATIENT)).rejects.toThrow(/it has expired; renew it/u);
    const young = await issueLeaf(await ca, { from: 1, until: 10 });
    await using early = await TestController.start({ leaf: young });
    await expect(open(early.info(), PATIENT)).rejects.toThrow(/it is not valid yet; correct/u);
  });

  test("of a CA in the folder of further CAs is taken", async () => {
    const further = await createCa("further CA");
    await using controller = await TestController.start({ ca: further });
    const info = controller.info({ caCert: (await ca).cert });
    await using connection = await open(info, { ...PATIENT, extraRoots: [further.cert] });
    expect(connection.broken.aborted).toBe(false);
  });

  test("is not looked at where the options say so", async () => {
    const leaf = await issueLeaf(await createCa("anybody"), { dns: ["example.com"] });
    await using controller = await TestController.start({ leaf });
    await using connection = await open(controller.info(), {
      ...PATIENT,
      insecureSkipVerify: true,
    });
    expect(connection.broken.aborted).toBe(false);
  });
});

describe("the name that is verified", () => {
  test("is juju-apiserver with a CA, and sent as SNI, whatever the address", async () => {
    await using controller = await TestController.start();
    await using connection = await open(
      controller.info({ addrs: [`localhost:${controller.port}`] }),
      {},
    );
    expect(controller.served[0]?.tls).toMatchObject({ servername: "juju-apiserver" });
    expect(controller.served[0]?.request.headers.host).toBe(`localhost:${controller.port}`);
    expect(connection.addr).toBe(`localhost:${controller.port}`);
  });

  test("is the host's without a CA, for public roots", async () => {
    const publicCa = await createCa("public CA");
    const leaf = await issueLeaf(publicCa, { dns: ["example.com"], ip: ["127.0.0.1"] });
    await using controller = await TestController.start({ leaf });
    const { caCert: _, ...info } = controller.info();
    const publicRoots = [publicCa.cert];
    await using connection = await open(info, { ...PATIENT, publicRoots });
    // An IP address is verified, but is no name to send.
    expect(controller.served[0]?.tls).toMatchObject({ servername: false });
    await expect(
      open({ ...info, sniHostName: "other.com" }, { ...PATIENT, publicRoots }),
    ).rejects.toMatchObject({
      problem: "wrong name",
    });
    await using named = await open(
      { ...info, sniHostName: "example.com" },
      { ...PATIENT, publicRoots },
    );
    expect([connection.broken.aborted, named.broken.aborted]).toEqual([false, false]);
  });

  test("is the SNI name, for public roots, where the CA did not sign the certificate", async () => {
    const publicCa = await createCa("public CA");
    const leaf = await issueLeaf(publicCa, { dns: ["api.example.com"] });
    await using controller = await TestController.start({ leaf });
    const info = controller.info({
      caCert: (await sharedCa()).cert,
      sniHostName: "api.example.com",
    });
    await using connection = await open(info, { ...PATIENT, publicRoots: [publicCa.cert] });
    expect(connection.addr).toBe(controller.address);
    // Where that fails too, the first failure counts; the second is kept beside it.
    const both = open(
      { ...info, sniHostName: "example.org" },
      { ...PATIENT, publicRoots: [publicCa.cert] },
    );
    await expect(both).rejects.toMatchObject({
      problem: "unknown authority",
      others: [{ problem: "wrong name" }],
    });
  });
});

test("when the controller's certificate expires is told, also where a session was resumed", async () => {
  await using controller = await TestController.start({
    leaf: await issueLeaf(await sharedCa(), { until: 10 }),
  });
  const cache = memorySessionCache();
  const ticket = Promise.withResolvers<void>();
  const sessions: SessionCache = {
    get: (key) => cache.get(key),
    set: (key, session) => {
      cache.set(key, session);
      ticket.resolve();
    },
    delete: (key) => cache.delete(key),
  };
  const seen: number[] = [];
  const observer = { certificateSeen: ({ expires }: { expires: number }) => seen.push(expires) };
  const once = async () => {
    const connection = await open(controller.info(), { ...PATIENT, sessions, observer });
    await ticket.promise;
    await connection.close();
  };
  await once();
  await once();
  expect(seen).toHaveLength(2);
  expect(seen[1]).toBe(seen[0]);
  const days = ((seen[0] ?? 0) - Date.now()) / 86_400_000;
  expect(Math.round(days)).toBe(10);
});

describe("a TLS session", () => {
  /** A cache, and the key of the first ticket, which comes some time after the handshake. */
  function observed(): { sessions: SessionCache; ticket: Promise<string> } {
    const cache = memorySessionCache();
    const { promise: ticket, resolve } = Promise.withResolvers<string>();
    const sessions: SessionCache = {
      get: (key) => cache.get(key),
      delete: (key) => cache.delete(key),
      set: (key, session) => {
        cache.set(key, session);
        resolve(key);
      },
    };
    return { sessions, ticket };
  }

  test("is used again for a reconnection, and still verified by what it was made with", async () => {
    await using controller = await TestController.start();
    const { sessions, ticket } = observed();
    const first = await open(controller.info(), { ...PATIENT, sessions });
    await ticket;
    await first.close();
    await using second = await open(controller.info(), { ...PATIENT, sessions });
    expect(second.broken.aborted).toBe(false);
    expect(controller.served.map(({ resumed }) => resumed)).toEqual([false, true]);
  });

  test("is never used for another CA, nor without verification", async () => {
    await using controller = await TestController.start();
    const { sessions, ticket } = observed();
    await using first = await open(controller.info(), { ...PATIENT, sessions });
    await ticket;
    expect(first.broken.aborted).toBe(false);
    const otherCa = (await createCa("another CA")).cert;
    await expect(
      open(controller.info({ caCert: otherCa }), { ...PATIENT, sessions }),
    ).rejects.toMatchObject({
      problem: "unknown authority",
    });
    await using insecure = await open(controller.info(), {
      ...PATIENT,
      sessions,
      insecureSkipVerify: true,
    });
    expect(insecure.broken.aborted).toBe(false);
    expect(controller.served.at(-1)?.resumed).toBe(false);
  });

  test("that the controller has forgotten costs a whole handshake, and no failure", async () => {
    await using before = await TestController.start();
    await using restarted = await TestController.start();
    const { sessions, ticket } = observed();
    await using first = await open(before.info(), { ...PATIENT, sessions });
    const session = sessions.get(await ticket);
    expect(first.broken.aborted).toBe(false);
    // The same session for whatever place: its keys are those of a process that is gone.
    const stale = { ...sessions, get: () => session };
    await using again = await open(restarted.info(), { ...PATIENT, sessions: stale });
    expect([again.broken.aborted, restarted.served[0]?.resumed]).toEqual([false, false]);
  });
});

describe("a client certificate", () => {
  test("is shown to a controller that asks for one, and keeps its sessions apart", async () => {
    const clientCa = await createCa("client CA");
    const { cert, key } = await issueLeaf(clientCa, { dns: ["machine-0"] });
    await using controller = await TestController.start({ clientCa });
    await using unknown = await open(controller.info(), PATIENT).catch(() => undefined);
    expect(unknown).toBeUndefined();
    const clientCertificate = { cert, key };
    await using known = await open(controller.info(), { ...PATIENT, clientCertificate });
    expect(known.broken.aborted).toBe(false);
    expect(controller.served[0]?.tls?.getPeerCertificate().subjectaltname).toBe("DNS:machine-0");
  });

  test("that is none, or does not fit its key, is refused before dialling, showing nothing of it", async () => {
    const key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
    const refused = open(
      { addrs: ["10.0.0.1:1"] },
      { ...PATIENT, clientCertificate: { cert: "no", key } },
    );
    await expect(refused).rejects.toMatchObject({ code: "ERR_INVALID_API_INFO" });
    const error = await refused.catch((reason: unknown) => reason);
    expect(inspect(error, { depth: 9 })).not.toContain("c2VjcmV0");
  });
});

describe("a CA that nobody knows", () => {
  /** A controller that shows its CA along with its certificate. */
  async function stranger(): Promise<TestController> {
    const ca = await createCa("unknown CA");
    const leaf = await issueLeaf(ca);
    return TestController.start({ ca, leaf: { ...leaf, cert: `${leaf.cert}\n${ca.cert}` } });
  }

  test("is shown to whoever is to verify it, and trusted from then on", async () => {
    await using controller = await stranger();
    const { caCert, ...info } = controller.info();
    const asked: UnknownCa[] = [];
    const verifyCa = (ca: UnknownCa): void => void asked.push(ca);
    await using connection = await open(info, { ...PATIENT, verifyCa });
    expect(connection.broken.aborted).toBe(false);
    expect(asked.map(({ host, address }) => [host, address])).toEqual([
      ["127.0.0.1", controller.address],
    ]);
    const shown = new X509Certificate(asked[0]?.caCert ?? "");
    expect(shown.fingerprint256).toBe(new X509Certificate(caCert ?? "").fingerprint256);
  });

  test("is refused with exactly the error of whoever verifies it", async () => {
    await using controller = await stranger();
    const { caCert: _, ...info } = controller.info();
    const reason = new Error("not mine");
    const verifyCa = (): Promise<void> => Promise.reject(reason);
    await expect(open(info, { ...PATIENT, verifyCa })).rejects.toBe(reason);
    expect(controller.served).toEqual([]);
  });

  test("that nobody decides about in time is a dial timeout", async () => {
    await using controller = await stranger();
    const { caCert: _, ...info } = controller.info();
    const clock = new VirtualClock();
    const asked = Promise.withResolvers<void>();
    const verifyCa = (): Promise<void> => {
      asked.resolve();
      return new Promise(() => undefined);
    };
    const outcome = open(info, { clock, verifyCa }).catch((error: unknown) => error);
    await asked.promise;
    await clock.advance(60_000);
    expect(await outcome).toMatchObject({ code: "ERR_DIAL_TIMEOUT" });
    expect(clock.pending).toBe(0);
  });

  test("is nothing to ask about where public roots vouch for it, or where none is shown", async () => {
    await using controller = await stranger();
    const never = (): never => {
      throw new Error("asked");
    };
    const { caCert = "", ...info } = controller.info({ sniHostName: "juju-apiserver" });
    const vouched = { ...PATIENT, publicRoots: [caCert], verifyCa: never };
    await using connection = await open(info, vouched);
    expect(connection.broken.aborted).toBe(false);
    await using bare = await TestController.start();
    await using known = await open(bare.info(), { ...PATIENT, verifyCa: never });
    expect(known.broken.aborted).toBe(false);
    const nowhere = { ...info, addrs: ["127.0.0.1:1"] };
    await expect(open(nowhere, { verifyCa: never })).rejects.toMatchObject({ code: "ERR_CONNECT" });
  });
});

describe("the folder of further CAs", () => {
  test("that is not there holds none", async () => {
    await expect(readCertificateDirectory("/nonexistent/certs.d")).resolves.toEqual([]);
    await expect(readCertificateDirectory("/dev/null")).resolves.toEqual([]);
  });

  test("gives what its .pem files hold, one by one, and passes over what cannot be read", async () => {
    const folder = await mkdtemp(join(tmpdir(), "holdfast-certs-"));
    const [one, two] = await Promise.all([createCa("one"), createCa("two")]);
    const damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    await writeFile(join(folder, "a.pem"), `some words\n${one.cert}\n${two.cert}\n`);
    await writeFile(join(folder, "b.pem"), damaged);
    await writeFile(join(folder, "c.crt"), (await sharedCa()).cert);
    const found = await readCertificateDirectory(folder);
    expect(found.map((pem) => new X509Certificate(pem).subject)).toEqual(["CN=one", "CN=two"]);
    await rm(folder, { recursive: true });
  });
});
