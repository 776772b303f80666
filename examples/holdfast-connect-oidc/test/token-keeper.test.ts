import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";

import { fromPlugin, LogRecorder, Scene, SceneClock } from "@holdfast/connect-testkit";

import oidcPlugin, { TokenError, TokenKeeper, tokenRequest } from "../src/index.ts";
import { Issuer } from "./issuer.ts";

const clientSecret = "what-the-issuer-gave-to-machine-0";
const issuer = await Issuer.start({ "agent-0": clientSecret });
after(() => issuer.close());

const client = { issuer: issuer.url, clientId: "agent-0", clientSecret, timeout: 20_000 };

/** A keeper of tokens that are good for ten minutes, renewed after the half of it. */
function keeper(): { clock: SceneClock; log: LogRecorder; tokens: TokenKeeper } {
  const clock = new SceneClock(0);
  const log = new LogRecorder();
  const ports = { clock, logger: log };
  return { clock, log, tokens: new TokenKeeper(tokenRequest(client), { renewAfter: 0.5 }, ports) };
}

describe("an access token", () => {
  test("comes from a real issuer, and is the client's", async () => {
    const { tokens } = keeper();
    assert.equal(await issuer.clientOf(await tokens.token()), "agent-0");
  });

  test("is shown again until it is due, and renewed before it expires", async () => {
    const { clock, tokens } = keeper();
    const first = await tokens.token();
    await clock.advance(299_000);
    assert.equal(await tokens.token(), first);
    await clock.advance(1_000);
    const second = await tokens.token();
    assert.notEqual(second, first);
    assert.equal(await tokens.token(), second);
  });

  test("that the controller calls invalid is followed by another at once", async () => {
    const { tokens } = keeper();
    const first = await tokens.token();
    assert.notEqual(await tokens.token(undefined, first), first);
  });

  test("is good until its end where the issuer is away, and no longer", async () => {
    const { clock, log, tokens } = keeper();
    const first = await tokens.token();
    await clock.advance(599_000);
    const down = issuer.refuse();
    try {
      assert.equal(await tokens.token(), first);
      assert.match(log.lines.join("\n"), /the one before is still good/);
      await clock.advance(1_000);
      await assert.rejects(tokens.token(), TokenError);
    } finally {
      down[Symbol.dispose]();
    }
  });

  test("is renewed by itself for as long as it is kept fresh", async () => {
    const { clock, tokens } = keeper();
    const first = await tokens.token();
    const stop = new AbortController();
    const keeping = tokens.keepFresh(stop.signal);
    const issued = issuer.tokens.length;
    for (let minute = 0; minute < 6; minute++) {
      await clock.advance(60_000);
      while (clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(issuer.tokens.length, issued + 1);
    assert.notEqual(await tokens.token(), first);
    stop.abort(new Error("closing"));
    await assert.rejects(keeping, /closing/);
    assert.equal(clock.pending, 0);
  });
});

describe("an issuer that gives no token", () => {
  test("for a wrong secret says so, and the secret is not in the error", async () => {
    const wrong = "a-secret-that-nobody-gave-it";
    const request = tokenRequest({ ...client, clientSecret: wrong });
    const error: unknown = await request().catch((reason: unknown) => reason);
    assert.ok(error instanceof TokenError);
    assert.match(error.message, /invalid_client/);
    const { inspect } = await import("node:util");
    assert.ok(!inspect(error, { depth: Infinity, showHidden: true }).includes(wrong));
  });

  test("in time says how long it was waited for", async () => {
    const stalled = issuer.stall();
    try {
      const request = tokenRequest({ ...client, timeout: 50 });
      await assert.rejects(request(), /no answer within 50 ms/);
    } finally {
      await stalled[Symbol.asyncDispose]();
    }
  });
});

test("the client secret may be in a file, which is read for each token", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-oidc-"));
  try {
    const clientSecretFile = path.join(folder, "secret");
    await writeFile(clientSecretFile, `${clientSecret}\n`, { mode: 0o600 });
    const request = tokenRequest({ ...client, clientSecret: undefined, clientSecretFile });
    assert.equal(await issuer.clientOf((await request()).value), "agent-0");
    await rm(clientSecretFile);
    await assert.rejects(request(), {
      code: "ERR_OIDC_TOKEN",
      message: /^cannot read the client secret from .*secret: ENOENT/,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("an issuer in clear is trusted on loopback alone", async () => {
  const request = tokenRequest({ ...client, issuer: "http://issuer.example" });
  await assert.rejects(request(), TokenError);
});

test("options without a secret, or with two, are refused", async () => {
  for (const more of [{}, { clientSecret, clientSecretFile: "/secret" }]) {
    const options = { issuer: issuer.url, clientId: "agent-0", ...more };
    await assert.rejects(Scene.open(fromPlugin(oidcPlugin, options)), {
      code: "ERR_PLUGIN_OPTIONS",
    });
  }
});
