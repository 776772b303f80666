import { once } from "node:events";

import {
  type ApiInfo,
  clientCredentialsLogin,
  type Connection,
  macaroonLogin,
  open,
  passwordLogin,
  sessionTokenLogin,
} from "@holdfast/api-open";
import { machineTag, modelTag, type Tag } from "@holdfast/names";
import { dischargeMacaroon, importMacaroon, importMacaroons, newMacaroon } from "macaroon";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { type IdentityProvider, readLogs, type RunningController } from "../../src/index.js";
import { STRANGERS } from "../../src/bounds.js";
import {
  call,
  login,
  openPeer,
  temporaryDirectory,
  testController,
} from "../kit/test-controller.js";

const patient = { dialTimeout: 25_000 };

/** Vouches by what stands in two tables. */
class TestProvider implements IdentityProvider {
  readonly tokens = new Map<string, string>();
  readonly clients = new Map<string, string>();
  away = false;

  async sessionToken(token: string): Promise<string | undefined> {
    if (this.away) throw new Error("no route to the issuer");
    return this.tokens.get(token);
  }

  async clientCredentials({
    clientId,
    clientSecret,
  }: {
    readonly clientId: string;
    readonly clientSecret: string;
  }): Promise<string | undefined> {
    return this.clients.get(`${clientId} ${clientSecret}`);
  }
}

interface Place {
  readonly dataDir: string;
  readonly controller: RunningController;
  readonly provider: TestProvider;
  readonly model: string;
  /** Without any credentials. */
  readonly info: ApiInfo;
}

async function place(identityProvider?: IdentityProvider): Promise<Place> {
  const provider = new TestProvider();
  const dataDir = temporaryDirectory();
  const controller = await testController({
    dataDir,
    identityProvider: identityProvider ?? provider,
  });
  const { model } = await controller.addMachine({ id: "0" });
  const { address, caCert } = controller;
  const info = { addrs: [address], caCert, modelTag: modelTag(model), tag: machineTag("0") };
  return { dataDir, controller, provider, model, info };
}

async function opened(opening: Promise<Connection>): Promise<Connection> {
  const connection = await opening;
  onTestFinished(() => connection.close());
  return connection;
}

describe("a session token", () => {
  test("lets in the machine that the provider vouches for, and its log stream", async () => {
    const { dataDir, provider, model, info } = await place();
    provider.tokens.set("t-1", "machine-0");
    let token = "t-1";
    const loginProvider = sessionTokenLogin({ token: () => token });
    const connection = await opened(open(info, { ...patient, loginProvider }));
    expect(connection.bestFacadeVersion("Machiner")).toBeGreaterThan(0);
    const life = await connection.call({
      facade: "Agent",
      version: 3,
      method: "GetEntities",
      params: { entities: [{ tag: "machine-0" }] },
    });
    expect(life).toMatchObject({ entities: [{ life: "alive" }] });

    // Renewed meanwhile: the stream shows the new one, and the connection goes on.
    provider.tokens.delete("t-1");
    provider.tokens.set("t-2", "machine-0");
    token = "t-2";
    const stream = await connection.connectStream("/logsink", { query: { version: "1" } });
    await stream.send({ t: "2026-01-01T00:00:00Z", m: "m", l: "l", v: "INFO", x: "by a token" });
    await stream.close();
    expect(connection.broken.aborted).toBe(false);
    const kept = readLogs({ dataDir, model, limit: 10 });
    expect(kept.map(({ message }) => message)).toContain("by a token");
  });

  test("that is not good is refused so that another is asked for, at logins and at streams", async () => {
    const { provider, info } = await place();
    provider.tokens.set("good", "machine-0");
    const stale = sessionTokenLogin({ token: () => "stale" });
    await expect(open(info, { ...patient, loginProvider: stale })).rejects.toMatchObject({
      code: "session token invalid",
    });
    const renewing = sessionTokenLogin({ token: ({ rejected }) => (rejected ? "good" : "stale") });
    const connection = await opened(open(info, { ...patient, loginProvider: renewing }));
    await expect(connection.connectStream("/logsink")).rejects.toMatchObject({
      code: "session token invalid",
    });
  });

  test.each(["machine-7", "user-nobody"])("of %s, whom nobody knows, is no good", async (tag) => {
    const { provider, info } = await place();
    provider.tokens.set("t", tag);
    const loginProvider = sessionTokenLogin({ token: () => "t" });
    await expect(open(info, { ...patient, loginProvider })).rejects.toMatchObject({
      code: "session token invalid",
    });
  });

  test("of a machine that is not provisioned yet is told so", async () => {
    const { controller, provider, model, info } = await place();
    await controller.addMachine({ id: "1", model, provisioned: false });
    provider.tokens.set("t", "machine-1");
    const loginProvider = sessionTokenLogin({ token: () => "t" });
    const opening = open({ ...info, tag: machineTag("1") }, { ...patient, loginProvider });
    await expect(opening).rejects.toMatchObject({ code: "not provisioned" });
  });

  test("is worth asking again with while the provider is away", async () => {
    const { provider, info } = await place();
    provider.away = true;
    const loginProvider = sessionTokenLogin({ token: () => "t" });
    await expect(open(info, { ...patient, loginProvider })).rejects.toMatchObject({
      code: "try again",
    });
  });

  test("outlasts the agent's password, and ends with the agent", async () => {
    const { controller, provider, model, info } = await place();
    provider.tokens.set("t", "machine-0");
    const loginProvider = sessionTokenLogin({ token: () => "t" });
    const connection = await opened(open(info, { ...patient, loginProvider }));
    await controller.setAgentPassword({ tag: "machine-0", model, password: "x".repeat(24) });
    await connection.call({ facade: "Pinger", version: 1, method: "Ping" });
    await controller.remove({ tag: "machine-0", model });
    if (!connection.broken.aborted) await once(connection.broken, "abort");
    expect(connection.broken.aborted).toBe(true);
  });

  test("is the login of old clients where there is no provider", async () => {
    const controller = await testController();
    const { model } = await controller.addMachine({ id: "0" });
    const { address, caCert } = controller;
    const info = { addrs: [address], caCert, modelTag: modelTag(model) };
    const loginProvider = sessionTokenLogin({ token: () => "t" });
    await expect(open(info, { ...patient, loginProvider })).rejects.toMatchObject({
      code: "not supported",
    });
  });
});

test("client credentials let in whom the provider knows them of, and its log stream", async () => {
  const { provider, info } = await place();
  provider.clients.set("agent-0 its-secret", "machine-0");
  const right = clientCredentialsLogin({ clientId: "agent-0", clientSecret: "its-secret" });
  const connection = await opened(open(info, { ...patient, loginProvider: right }));
  await (await connection.connectStream("/logsink")).close();
  const wrong = clientCredentialsLogin({ clientId: "agent-0", clientSecret: "another" });
  await expect(open(info, { ...patient, loginProvider: wrong })).rejects.toMatchObject({
    code: "unauthorized access",
  });
});

describe("macaroons", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const [rootKey, sharedKey] = [bytes("the controller's own key"), bytes("shared with the third")];

  /** Lets in as `user-bob` whoever a third party says is bob. */
  const issuer: IdentityProvider = {
    macaroons: {
      async required() {
        const macaroon = newMacaroon({ version: 2, identifier: bytes("login"), rootKey });
        macaroon.addThirdPartyCaveat(sharedKey, bytes("is-bob"), "https://third.example");
        return macaroon.exportJSON();
      },
      async userOf(shown) {
        const good = shown.some(([first, ...discharges]) => {
          try {
            importMacaroon(first).verify(rootKey, () => null, importMacaroons(discharges));
            return true;
          } catch {
            return false;
          }
        });
        return good ? "user-bob" : undefined;
      },
    },
  };

  async function userPlace(): Promise<ApiInfo & { readonly controller: RunningController }> {
    const { controller, info } = await place(issuer);
    await controller.setUserPassword({ name: "bob", access: "login", password: "bobs-password" });
    const { addrs, caCert = "" } = info;
    return { controller, addrs, caCert };
  }

  /** The third party: says that whoever asks is bob. */
  const discharge = (key: Uint8Array) => async (required: { readonly macaroon: object }) => {
    const { promise, resolve, reject } =
      Promise.withResolvers<Readonly<Record<string, unknown>>[]>();
    dischargeMacaroon(
      importMacaroon(required.macaroon),
      (_location, _third, condition, ok) =>
        ok(newMacaroon({ version: 2, identifier: condition, rootKey: key })),
      (all) => resolve(all.map((one) => one.exportJSON())),
      reject,
    );
    return [await promise];
  };

  test("whose caveat a third party has discharged let in the user whom they are of", async () => {
    const { controller: _, ...info } = await userPlace();
    const loginProvider = macaroonLogin({ discharge: discharge(sharedKey) });
    const connection = await opened(open(info, { ...patient, loginProvider }));
    expect(connection.authTag).toBe("user-bob");
  });

  test("that somebody else discharged do not", async () => {
    const { controller: _, ...info } = await userPlace();
    const loginProvider = macaroonLogin({ discharge: discharge(bytes("another's key")) });
    await expect(open(info, { ...patient, loginProvider })).rejects.toMatchObject({
      code: "macaroon discharge required",
      message: "login with discharged macaroons failed: the macaroons shown are not good",
    });
  });

  test("that are asked for again and again on one connection are made later each time", async () => {
    let made = 0;
    const provider: IdentityProvider = {
      macaroons: {
        required: async () => ({ number: (made += 1) }),
        userOf: async () => undefined,
      },
    };
    const clock = new VirtualClock(Date.now());
    const controller = await testController({ clock, identityProvider: provider });
    const peer = await openPeer(controller, "/api");
    const ask = (): Promise<unknown> => login(peer, { tag: "", password: "" });
    await ask();
    await ask();
    expect(made).toBe(2);
    const third = ask();
    // Answered in turn, so that the third has arrived by then.
    await expect(call(peer, "Pinger", "Ping")).rejects.toThrow("Pinger");
    expect(made).toBe(2);
    await clock.advance(STRANGERS.refusalDelay);
    await expect(third).resolves.toMatchObject({ "discharge-required": { number: 3 } });
  });

  test("are not asked of a user with a password, nor of an agent", async () => {
    const { controller, ...info } = await userPlace();
    const tag: Tag = "user-bob";
    const user = await opened(open({ ...info, tag, password: "bobs-password" }, patient));
    expect(user.authTag).toBe(tag);
    const { nonce, password, model } = await controller.addMachine({ id: "1" });
    const agent = { ...info, modelTag: modelTag(model), tag: machineTag("1"), nonce };
    const loginProvider = passwordLogin({ ...agent, password });
    expect((await opened(open(agent, { ...patient, loginProvider }))).authTag).toBe("machine-1");
    await expect(open({ ...agent, password: "" }, patient)).rejects.toMatchObject({
      code: "unauthorized access",
    });
  });
});
