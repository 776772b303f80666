import assert from "node:assert/strict";
import { once } from "node:events";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";

import { isChangedPassword } from "@holdfast/connect";
import {
  everythingIn,
  fromPlugin,
  type Outcome,
  Scene,
  testAuthority,
} from "@holdfast/connect-testkit";

import certificatePlugin, { isRenewalDue } from "../src/index.ts";
import { CertificateFolder } from "./files.ts";

const day = 86_400_000;
let files: CertificateFolder;

before(async () => {
  files = await CertificateFolder.create();
});

after(() => files.remove());

/** Plays a scene with the plugin, and ends it. (Node 22 cannot read `await using`.) */
async function inScene(options: object, play: (scene: Scene) => Promise<void>): Promise<void> {
  const { certificate, key } = files;
  const scene = await Scene.open(fromPlugin(certificatePlugin, { certificate, key, ...options }));
  try {
    await play(scene);
  } finally {
    await scene[Symbol.asyncDispose]();
  }
}

/** Lets the scene's time be so many days after now; a certificate of the suite's lives for 30. */
async function daysFromNow(scene: Scene, days: number): Promise<void> {
  await scene.clock.advance(Date.now() + days * day - scene.clock.now());
}

function connected(outcome: Outcome): void {
  assert.equal(outcome.kind, "connected", outcome.kind === "failed" ? String(outcome.error) : "");
}

function failed(outcome: Outcome): unknown {
  assert.ok(outcome.kind === "failed", "it connected");
  return outcome.error;
}

/** A command that puts a new certificate in place of the old one, as `step ca renew` would. */
async function renewing(): Promise<string[]> {
  const { cert, key } = await (await testAuthority()).issueClient("machine-0");
  const [newCert, newKey] = [
    path.join(files.folder, "new.crt"),
    path.join(files.folder, "new.key"),
  ];
  await writeFile(newCert, cert);
  await writeFile(newKey, key);
  const script = `const { copyFileSync } = require("node:fs");
    copyFileSync(${JSON.stringify(newCert)}, ${JSON.stringify(files.certificate)});
    copyFileSync(${JSON.stringify(newKey)}, ${JSON.stringify(files.key)});`;
  return [process.execPath, "-e", script];
}

/** Lets an hour pass, and the look at the certificate that follows. */
async function oneLook({ clock }: Scene): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const unsubscribe = clock.subscribe(resolve);
  await clock.advance(day / 24);
  await promise;
  unsubscribe();
}

describe("renewal", () => {
  test("is due once two thirds of the certificate's life are over", () => {
    const life = { validFrom: 0, validTo: 300 };
    assert.equal(isRenewalDue(life, 199, 2 / 3), false);
    assert.equal(isRenewalDue(life, 200, 2 / 3), true);
  });

  test("comes before the connection, and the new certificate is the one that is shown", async () => {
    const first = await readFile(files.certificate, "utf8");
    await inScene({ renew: await renewing() }, async (scene) => {
      await daysFromNow(scene, 25);
      connected(await scene.connect());
      assert.notEqual(await readFile(files.certificate, "utf8"), first);
      assert.equal(scene.journal.of("opened")[0]?.certified, "machine-0");
    });
  });

  test("does not come before its time", async () => {
    const first = await readFile(files.certificate, "utf8");
    await inScene({ renew: await renewing() }, async (scene) => {
      await daysFromNow(scene, 1);
      connected(await scene.connect());
      assert.equal(await readFile(files.certificate, "utf8"), first);
    });
  });

  test("that fails does no harm while the old certificate is good", async () => {
    await inScene({ renew: [process.execPath, "-e", "process.exit(1)"] }, async (scene) => {
      await daysFromNow(scene, 25);
      connected(await scene.connect());
      assert.ok(scene.log.lines.some((line) => /was not renewed/.test(line)));
    });
  });

  test("that never came leaves nothing to dial with: a failure that may pass", async () => {
    await inScene({}, async (scene) => {
      await daysFromNow(scene, 31);
      const error = failed(await scene.connect());
      assert.ok(error instanceof Error && "code" in error);
      assert.equal(error.code, "ERR_CERTIFICATE_UNUSABLE");
      assert.equal(scene.journal.of("opened").length, 0);
    });
  });
});

describe("while a connection is open", () => {
  test("its certificate is renewed before it expires, and the connection is made anew with it", async () => {
    const first = await readFile(files.certificate, "utf8");
    await inScene({ renew: await renewing() }, async (scene) => {
      const outcome = await scene.connect();
      assert.ok(outcome.kind === "connected");
      const { broken } = outcome.connection;
      await daysFromNow(scene, 19);
      assert.equal(broken.aborted, false);
      await daysFromNow(scene, 21);
      if (!broken.aborted) await once(broken, "abort");
      assert.ok(isChangedPassword(broken.reason));
      assert.notEqual(await readFile(files.certificate, "utf8"), first);
      await outcome.connection.close();
      connected(await scene.connect());
    });
  });

  test("one that somebody else puts there is used within the hour", async () => {
    await inScene({}, async (scene) => {
      const outcome = await scene.connect();
      assert.ok(outcome.kind === "connected");
      await files.write(await (await testAuthority()).issueClient("machine-0"));
      await scene.clock.advance(day / 24);
      const { broken } = outcome.connection;
      if (!broken.aborted) await once(broken, "abort");
      assert.ok(isChangedPassword(broken.reason));
    });
  });

  test("a renewal that fails is tried again, and the connection stays", async () => {
    await inScene({ renew: [process.execPath, "-e", "process.exit(1)"] }, async (scene) => {
      const outcome = await scene.connect();
      assert.ok(outcome.kind === "connected");
      await daysFromNow(scene, 20.5);
      for (let looks = 0; looks < 2; looks++) await oneLook(scene);
      assert.equal(outcome.connection.broken.aborted, false);
      const told = scene.log.lines.filter((line) => line.includes("was not renewed"));
      assert.ok(told.length >= 2);
    });
  });

  test("it can be closed while it waits, at once", async () => {
    await inScene({}, async (scene) => {
      const outcome = await scene.connect();
      assert.ok(outcome.kind === "connected");
      await outcome.connection.close();
      assert.equal(scene.clock.pending, 0);
    });
  });
});

describe("the certificate", () => {
  test("of another machine is refused, and the key is never said", async () => {
    const others = await CertificateFolder.create("machine-1");
    try {
      const { certificate, key } = others;
      await inScene({ certificate, key }, async (scene) => {
        const error = failed(await scene.connect());
        assert.ok(error instanceof Error && "reason" in error);
        assert.equal(error.reason, "unauthorized");
        const said = scene.log.lines.join("\n") + everythingIn(error);
        assert.ok(!said.includes((await readFile(key, "utf8")).slice(40, 80)));
      });
    } finally {
      await others.remove();
    }
  });

  test("that is missing is a failure that may pass", async () => {
    await inScene({ certificate: path.join(files.folder, "nothing.crt") }, async (scene) => {
      const error = failed(await scene.connect());
      assert.ok(error instanceof Error && "code" in error);
      assert.equal(error.code, "ERR_CERTIFICATE_UNUSABLE");
      await copyFile(files.certificate, path.join(files.folder, "nothing.crt"));
      connected(await scene.connect());
    });
  });
});
