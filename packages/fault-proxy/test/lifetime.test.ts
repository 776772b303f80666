import { expect, test } from "vitest";
import { FaultProxy, FaultProxyError } from "../src/index.js";
import { dial, listen } from "./ends.js";

/** What `promise` rejects with; handled from the start. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test("closing destroys every connection, and the port is free at once", async () => {
  await using target = await listen();
  const proxy = await FaultProxy.listen({ target });
  const client = dial(proxy);
  const server = await target.next();
  await proxy.close();
  await Promise.all([client.over, server.over]);
  expect(await dial(proxy).over).toBe("ECONNREFUSED");
  await using second = await FaultProxy.listen({ target, port: proxy.port });
  expect(second.port).toBe(proxy.port);
});

test("closing twice is harmless, and a closed proxy does not listen again", async () => {
  await using target = await listen();
  const proxy = await FaultProxy.listen({ target });
  await Promise.all([proxy.close(), proxy.close()]);
  await expect(proxy.accept()).rejects.toMatchObject({ code: "ERR_PROXY_CLOSED" });
});

test("a port in use is the listener's own error", async () => {
  await using target = await listen();
  await expect(FaultProxy.listen({ target, port: target.port })).rejects.toMatchObject({
    code: "EADDRINUSE",
  });
});

test("a wait for a connection ends with the signal, or with the proxy", async () => {
  await using target = await listen();
  const proxy = await FaultProxy.listen({ target });
  const reason = new Error("enough");
  await expect(proxy.nextConnection(AbortSignal.abort(reason))).rejects.toBe(reason);
  const controller = new AbortController();
  const interrupted = failure(proxy.nextConnection(controller.signal));
  controller.abort(reason);
  expect(await interrupted).toBe(reason);
  const orphan = failure(proxy.nextConnection());
  await proxy.close();
  expect(await orphan).toBeInstanceOf(FaultProxyError);
  await expect(proxy.nextConnection()).rejects.toMatchObject({ code: "ERR_PROXY_CLOSED" });
});

test("a wait for bytes ends with the signal, or with the connection", async () => {
  await using target = await listen();
  await using proxy = await FaultProxy.listen({ target });
  dial(proxy);
  const connection = await proxy.nextConnection();
  const reason = new Error("enough");
  const controller = new AbortController();
  const interrupted = failure(connection.delivered("toTarget", 1, controller.signal));
  controller.abort(reason);
  expect(await interrupted).toBe(reason);
  const orphan = failure(connection.delivered("toTarget", 1));
  connection.inject({ kind: "reset" });
  expect(await orphan).toMatchObject({ code: "ERR_CONNECTION_ENDED" });
});
