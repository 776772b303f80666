import fs from "node:fs";
import http from "node:http";
import net from "node:net";
import path from "node:path";

import { type LogFields, silentLogger } from "@holdfast/ports";
import { VirtualClock } from "@holdfast/ports/testing";
import { describe, expect, onTestFinished, test } from "vitest";

import { fetchReport, type Introspection, startIntrospection } from "../src/index.js";
import { makeFolder } from "./kit/folder.js";

async function serve(tcp = "127.0.0.1:0") {
  const socketPath = path.join(await makeFolder(), "s");
  const introspection = await startIntrospection({ socketPath, tcp });
  onTestFinished(() => introspection.close());
  const { origin, port, searchParams } = new URL(introspection.url ?? "");
  const token = searchParams.get("token") ?? "";
  return { introspection, url: `${origin}/`, port, token };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

async function ask(url: string, headers: http.OutgoingHttpHeaders): Promise<Answer> {
  return new Promise((resolve, reject) => {
    http
      .get(url, { headers, agent: false }, (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
        const { statusCode } = response;
        response.on("end", () => resolve({ status: statusCode, headers: response.headers, body }));
        response.on("error", reject);
      })
      .on("error", reject);
  });
}

async function status(url: string, headers: http.OutgoingHttpHeaders): Promise<number | undefined> {
  return (await ask(url, headers)).status;
}

describe("over TCP", () => {
  test.each([
    "0.0.0.0:0",
    "192.168.1.4:80",
    "example.com:80",
    "[::]:0",
    "127.0.0.1",
    "127.0.0.1:65536",
    "",
    "128.0.0.1:0",
  ])("%j is refused before anything is opened", async (tcp) => {
    const socketPath = path.join(await makeFolder(), "s");
    await expect(startIntrospection({ socketPath, tcp })).rejects.toMatchObject({
      code: "ERR_TCP_ADDRESS",
    });
  });

  test("a port in use is gone on without, and taken as soon as it is free", async () => {
    const { introspection: other, port } = await serve();
    const socketPath = path.join(await makeFolder(), "s");
    const warned: unknown[] = [];
    const logger = {
      ...silentLogger,
      warn: (_message: string, fields?: LogFields) => void warned.push(fields?.["error"]),
    };
    const clock = new VirtualClock();
    const tcp = `127.0.0.1:${port}`;
    await using introspection = await startIntrospection({ socketPath, tcp, clock, logger });
    expect(introspection.url).toBeUndefined();
    expect(await fetchReport(socketPath, "/healthz")).toContain("ok");
    expect(warned).toMatchObject([
      { code: "ERR_TCP_LISTEN", message: expect.stringContaining("in use") },
    ]);
    await other.close();
    const url = async (): Promise<string | undefined> => {
      await clock.advance(10_000);
      return introspection.url;
    };
    await expect.poll(url).toMatch(`http://${tcp}/?token=`);
  });

  test("metrics are served without any report, where they alone were asked for", async () => {
    const socketPath = path.join(await makeFolder(), "s");
    await using introspection = await startIntrospection({ socketPath, metrics: "127.0.0.1:0" });
    const url = introspection.metricsUrl ?? "";
    const { host } = new URL(url);
    for (const page of ["metrics", "healthz", "readyz"]) {
      expect(await status(url + page, { host })).toBe(200);
    }
    for (const page of ["", "report", "view", "live", "events", "depengine", "explain/x"]) {
      expect(await status(url + page, { host })).toBe(404);
    }
    expect(await status(`${url}metrics`, { host: "evil.example" })).toBe(403);
    expect(introspection.url).toBeUndefined();
  });

  test("nothing is listened to unless asked for", async () => {
    const socketPath = path.join(await makeFolder(), "s");
    await using introspection = await startIntrospection({ socketPath });
    expect(introspection.url).toBeUndefined();
  });

  test("this machine's own names are answered", async () => {
    const { url, port } = await serve();
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`]) {
      expect(await status(`${url}healthz`, { host })).toBe(200);
      expect(await status(`${url}healthz`, { host, origin: `http://${host}` })).toBe(200);
    }
  });

  test.each([
    ["a foreign name, as in DNS rebinding", (port: string) => ({ host: `evil.example:${port}` })],
    [
      "a name that begins like ours",
      (port: string) => ({ host: `127.0.0.1.evil.example:${port}` }),
    ],
    ["another port", () => ({ host: "127.0.0.1:1" })],
    ["no port", () => ({ host: "localhost" })],
    [
      "a foreign origin",
      (port: string) => ({ host: `localhost:${port}`, origin: "http://evil.example" }),
    ],
    ["an opaque origin", (port: string) => ({ host: `localhost:${port}`, origin: "null" })],
    [
      "an origin of another port",
      (port: string) => ({ host: `localhost:${port}`, origin: "http://localhost:1" }),
    ],
    [
      "an origin that begins like ours",
      (port: string) => ({
        host: `localhost:${port}`,
        origin: `http://localhost:${port}.evil.example`,
      }),
    ],
    [
      "a page elsewhere that embeds it",
      (port: string) => ({ host: `localhost:${port}`, "sec-fetch-site": "cross-site" }),
    ],
  ])("%s is refused", async (_what, headersFor) => {
    const { url, port } = await serve();
    for (const page of ["healthz", "report", "events", "view", "live", "metrics"]) {
      expect(await status(url + page, headersFor(port))).toBe(403);
    }
  });

  test("no Host at all is refused", async () => {
    const { port } = await serve();
    const socket = net.connect(Number(port), "127.0.0.1");
    socket.end("GET /healthz HTTP/1.0\r\n\r\n");
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    expect(answer).toContain("403 Forbidden");
    expect(answer).toContain("ERR_FOREIGN_HOST");
  });

  test("the unix socket asks for no name: only its owner can reach it", async () => {
    const { introspection } = await serve();
    const { socketPath } = introspection;
    const code = await new Promise((resolve, reject) => {
      http
        .get({ socketPath, path: "/healthz", headers: { host: "x" }, agent: false }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
        .on("error", reject);
    });
    expect(code).toBe(200);
  });

  test("whoever shows no token is asked for it, and told nothing", async () => {
    const { url, port } = await serve();
    const host = `127.0.0.1:${port}`;
    for (const page of ["", "report", "events", "view", "live", "metrics", "?token=wrong", "//x"]) {
      for (const shown of [
        {},
        { cookie: `holdfast-${port}=wrong` },
        { authorization: "Bearer " },
      ]) {
        const { status: said, body } = await ask(url + page, { host, ...shown });
        expect([page, said]).toEqual([page, 401]);
        expect(body).toContain("ERR_PAGE_TOKEN");
      }
    }
  });

  test("the token is given once, and kept in a cookie that no script reads and no other site sends", async () => {
    const { url, port, token } = await serve();
    const host = `127.0.0.1:${port}`;
    const first = await ask(`${url}?token=${token}`, { host });
    expect(first).toMatchObject({ status: 303, headers: { location: "/" } });
    const [cookie = ""] = first.headers["set-cookie"] ?? [];
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/u);
    const [shown = ""] = cookie.split(";");
    expect(await status(`${url}view`, { host, cookie: shown })).toBe(200);
    expect(await status(`${url}view`, { host, authorization: `Bearer ${token}` })).toBe(200);
  });

  test("the token is in a file of the owner's alone, and the same after a restart", async () => {
    const { introspection, token } = await serve();
    const file = `${introspection.socketPath}.token`;
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
    await introspection.close();
    const start = (): Promise<Introspection> =>
      startIntrospection({ socketPath: introspection.socketPath, tcp: "127.0.0.1:0" });
    await using again = await start();
    expect(again.url).toContain(token);
    await again.close();
    fs.chmodSync(file, 0o644);
    await using other = await start();
    expect(other.url).not.toContain(token);
    expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  });

  test("no more than 32 streams are open at once, and one that ends makes room", async () => {
    const { url, port, token } = await serve();
    const headers = { host: `127.0.0.1:${port}`, authorization: `Bearer ${token}` };
    const open = (): Promise<http.IncomingMessage> =>
      new Promise((resolve, reject) => {
        http.get(`${url}events`, { headers, agent: false }, resolve).on("error", reject);
      });
    const streams = await Promise.all(Array.from({ length: 32 }, open));
    onTestFinished(() => streams.forEach((stream) => stream.destroy()));
    expect(await status(`${url}live`, headers)).toBe(503);
    expect(await status(`${url}view`, headers)).toBe(200);
    streams[0]?.destroy();
    await expect
      .poll(async () => {
        const stream = await open();
        streams.push(stream);
        return stream.statusCode;
      })
      .toBe(200);
  });
});
