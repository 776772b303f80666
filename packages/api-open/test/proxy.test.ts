import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import type { Duplex } from "node:stream";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { open, proxyFromEnvironment, ProxyRefusedError, type ProxySettings } from "../src/index.js";
import { proxyFor } from "../src/dial/proxy-settings.js";
import { leftBehind } from "./support/leaks.js";
import { issueLeaf } from "./support/pki.js";
import { sharedCa, TestController, PATIENT } from "./support/test-controller.js";

type Answer = (authority: string, socket: Duplex, headers: http.IncomingHttpHeaders) => void;

/** A proxy on loopback that answers CONNECT as it is told. */
class TestProxy implements AsyncDisposable {
  readonly asked: string[] = [];
  readonly headers: http.IncomingHttpHeaders[] = [];
  readonly #sockets = new Set<Duplex>();

  private constructor(
    readonly server: http.Server,
    readonly url: string,
    answer: Answer,
  ) {
    server.on("connection", (socket: Duplex) => {
      this.#sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.#sockets.delete(socket));
    });
    server.on("connect", (request: http.IncomingMessage, socket: Duplex) => {
      socket.on("error", () => undefined);
      this.asked.push(request.url ?? "");
      this.headers.push(request.headers);
      answer(request.url ?? "", socket, request.headers);
    });
  }

  static async start(answer: Answer, secure = false): Promise<TestProxy> {
    const server = secure
      ? https.createServer(await issueLeaf(await sharedCa(), { dns: ["localhost"] }))
      : http.createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return new TestProxy(server, `http${secure ? "s" : ""}://127.0.0.1:${port}`, answer);
  }

  /** Waits until everybody has hung up. */
  async abandoned(): Promise<void> {
    for (const socket of this.#sockets) {
      // oxlint-disable-next-line no-await-in-loop -- all of them
      if (!socket.readableEnded) await once(socket, "end");
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }
}

/** What a proxy is for; every name is the one controller there is. */
function relayTo(controller: TestController): Answer {
  return (_authority, socket) => {
    const there = net.connect(controller.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(there).pipe(socket);
    });
    there.on("error", () => undefined).on("close", () => socket.destroy());
    socket.on("close", () => there.destroy());
  };
}

const say =
  (status: string): Answer =>
  (_authority, socket) =>
    void socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);

describe("a proxy", () => {
  test("is asked to connect to the name, which it resolves itself", async () => {
    await using controller = await TestController.start();
    await using proxy = await TestProxy.start(relayTo(controller));
    const info = controller.info({ addrs: ["controller.test:17070"] });
    const resolver = (): Promise<never> => Promise.reject(new Error("not ours to resolve"));
    const url = proxy.url.replace("http://", "http://agent:s%40crt@");
    await using connection = await open(info, { ...PATIENT, proxy: { url }, resolver });
    expect(proxy.asked).toEqual(["controller.test:17070"]);
    expect(proxy.headers[0]?.["proxy-authorization"]).toBe(
      `Basic ${Buffer.from("agent:s@crt").toString("base64")}`,
    );
    expect([connection.addr, connection.ipAddr, connection.isProxied]).toEqual([
      "controller.test:17070",
      undefined,
      true,
    ]);
    expect(controller.served[0]?.request.headers["proxy-authorization"]).toBeUndefined();
  });

  test("that refuses is the reason, by its status, and its password is not", async () => {
    await using controller = await TestController.start();
    await using proxy = await TestProxy.start(say("418 I'm a teapot"));
    const url = proxy.url.replace("http://", "http://agent:secret@");
    const info = controller.info({ addrs: ["controller.test:17070"] });
    const refused = open(info, { ...PATIENT, proxy: { url } });
    await expect(refused).rejects.toMatchObject({ code: "ERR_PROXY" });
    await expect(refused).rejects.toBeInstanceOf(ProxyRefusedError);
    await expect(refused).rejects.toThrow(/proxy 127\.0\.0\.1:\d+: refused: 418 I'm a Teapot$/u);
    const error = await refused.catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  test("that repeats what it was sent leaks nothing of it, in whatever it answers", async () => {
    await using controller = await TestController.start();
    const info = controller.info({ addrs: ["controller.test:17070"] });
    const echoes: ((sent: string) => string)[] = [
      (sent) => `HTTP/1.1 407 Refused ${sent}\r\n\r\n`,
      (sent) => `HTTP/1.1 502 Refused ${sent}\r\nx-sent: ${sent}\r\n\r\n${sent}`,
      (sent) => `ICY ${sent}\r\n\r\n`,
      (sent) => `HTTP/1.1 200 OK\r\nx-\u0000${sent}: ${sent}\r\n\r\n`,
      (sent) => `HTTP/1.1 200 OK\r\n\r\n${sent}`,
    ];
    for (const echo of echoes) {
      // oxlint-disable-next-line no-await-in-loop -- one proxy after the other
      await using proxy = await TestProxy.start((_authority, socket, headers) => {
        socket.end(echo(headers["proxy-authorization"] ?? ""));
      });
      const url = proxy.url.replace("http://", "http://agent:S3cret-pw@");
      // oxlint-disable-next-line no-await-in-loop
      const error = await open(info, { ...PATIENT, proxy: { url } }).then(
        () => "it connected",
        (reason: unknown) => inspect(reason, { depth: 10 }),
      );
      expect(error).toContain("ERR_");
      expect(error).not.toContain("S3cret-pw");
      expect(error).not.toContain(Buffer.from("agent:S3cret-pw").toString("base64"));
    }
  });

  test.each([
    ["a raw # in the password", "http://svc:p%ss#w@rd@127.0.0.1:9"],
    ["a raw # and no port", "http://svc#pa55word@127.0.0.1:9"],
    ["a raw %", "http://svc:pa55%ss%23w%40rd@127.0.0.1:9"],
    ["another protocol", "socks5://svc:pa55word@127.0.0.1:9"],
    ["no host", "http://:9"],
    ["a path", "http://svc:pa55word@127.0.0.1:9/pa55word"],
    ["a port that is none", "svc:pa55word@127.0.0.1:99999"],
  ])("whose URL has %s is named as what to correct, and its value never", async (_, url) => {
    const info = { addrs: ["controller.test:17070"] };
    const refused = open(info, { ...PATIENT, proxy: { url } });
    await expect(refused).rejects.toMatchObject({ code: "ERR_PROXY_SETTING" });
    await expect(refused).rejects.toThrow(/HTTPS_PROXY/u);
    const shown = inspect(await refused.catch((reason: unknown) => reason), { depth: 10 });
    expect(shown).not.toMatch(/pa55|p%ss|w@rd|svc/u);
  });

  test("is never used for loopback", async () => {
    await using controller = await TestController.start();
    await using proxy = await TestProxy.start(say("500 No"));
    const addrs = [`localhost:${controller.port}`];
    await using connection = await open(controller.info({ addrs }), {
      ...PATIENT,
      proxy: { url: proxy.url },
    });
    expect([connection.isProxied, proxy.asked]).toEqual([false, []]);
  });

  test("that cannot be reached, hangs up, or says what is no HTTP, is the reason", async () => {
    await using controller = await TestController.start();
    const info = controller.info({ addrs: ["controller.test:17070"] });
    const rude: Answer[] = [
      (_authority, socket) => void socket.destroy(),
      (_authority, socket) => void socket.end("SSH-2.0-OpenSSH_9.6\r\n"),
    ];
    for (const answer of rude) {
      // oxlint-disable-next-line no-await-in-loop -- one proxy after the other
      await using proxy = await TestProxy.start(answer);
      // oxlint-disable-next-line no-await-in-loop
      await expect(open(info, { ...PATIENT, proxy: { url: proxy.url } })).rejects.toMatchObject({
        code: "ERR_PROXY",
      });
    }
    const gone = { url: "http://127.0.0.1:1" };
    await expect(open(info, { ...PATIENT, proxy: gone })).rejects.toMatchObject({
      code: "ERR_PROXY",
    });
  });

  test("over TLS must prove itself", async () => {
    await using controller = await TestController.start();
    await using proxy = await TestProxy.start(relayTo(controller), true);
    const refused = open(controller.info({ addrs: ["controller.test:1"] }), {
      proxy: { url: proxy.url },
    });
    await expect(refused).rejects.toMatchObject({ code: "ERR_PROXY" });
    expect(proxy.asked).toEqual([]);
  });

  test("that is silent can be called off, and leaves nothing", async () => {
    const left = await leftBehind(async () => {
      // It reads, so that it hears of our leaving.
      await using proxy = await TestProxy.start((_authority, socket) => void socket.resume());
      const abort = new AbortController();
      const info = { addrs: ["controller.test:17070"] };
      const opening = open(info, { ...PATIENT, proxy: { url: proxy.url } }, abort.signal);
      const outcome = opening.catch((error: unknown) => error);
      await once(proxy.server, "connect");
      abort.abort(new Error("enough"));
      expect(await outcome).toEqual(new Error("enough"));
      await proxy.abandoned();
    });
    expect(left).toEqual({});
  });
});

describe("which proxy, and for what", () => {
  test("is read from the environment as other programs read it", () => {
    expect(
      proxyFromEnvironment({ HTTPS_PROXY: "http://p:3128", NO_PROXY: ".corp, 10.0.0.0/8" }),
    ).toEqual({ url: "http://p:3128", except: [".corp", "10.0.0.0/8"] });
    expect(proxyFromEnvironment({ https_proxy: "p:3128", no_proxy: "*" })).toEqual({
      url: "p:3128",
      except: ["*"],
    });
    expect(proxyFromEnvironment({ NO_PROXY: "*" })).toEqual({});
  });

  const settings: ProxySettings = {
    url: "proxy.example:3128",
    except: [
      ".corp.example",
      "internal",
      "10.0.0.0/8",
      "2001:db8::/32",
      "192.0.2.7",
      "api.test:443",
      "bad/cidr",
    ],
  };
  test.each([
    ["localhost", 1],
    ["agent.localhost", 1],
    ["127.3.2.1", 1],
    ["::1", 1],
    ["api.corp.example", 1],
    ["corp.example", 1],
    ["API.Internal", 1],
    ["10.200.0.1", 1],
    ["2001:db8:1::2", 1],
    ["192.0.2.7", 1],
    ["api.test", 443],
  ])("%s:%i is reached directly", (host, port) => {
    expect(proxyFor(settings, { host, port })).toBeUndefined();
  });

  test.each([
    ["example.com", 1],
    ["notcorp.example", 1],
    ["11.0.0.1", 1],
    ["2001:db9::1", 1],
    ["api.test", 17070],
    ["localhost.example.com", 1],
  ])("%s:%i is reached through the proxy", (host, port) => {
    expect(proxyFor(settings, { host, port })?.host).toBe("proxy.example:3128");
  });

  test("is nobody's to ask where there is none, or all are excepted", () => {
    expect(proxyFor({}, { host: "example.com", port: 1 })).toBeUndefined();
    const all = { url: "p:1", except: ["*"] };
    expect(proxyFor(all, { host: "example.com", port: 1 })).toBeUndefined();
  });
});
