// How long it takes to be connected and logged in, against the same controller, one way after the
// other in one process, so that whatever else the machine does meets them all.
import { once } from "node:events";
import { connectAndLogin } from "@canonical/jujulib";
import { type ApiInfo, memorySessionCache, open } from "@holdfast/api-open";
import { modelTag, parseTag, parseUuid } from "@holdfast/names";
import { WebSocket } from "ws";
import { openSocket, socketOptions } from "./clients.js";
import type { Connects, Identity, Job, Place } from "./jobs.js";

export function apiInfo(place: Place, who: Identity): ApiInfo {
  return {
    addrs: [`127.0.0.1:${place.port}`],
    caCert: place.ca,
    modelTag: modelTag(parseUuid(who.model)),
    tag: parseTag(who.tag).tag,
    password: who.password,
    nonce: who.nonce,
  };
}

export async function measureConnects(job: Job & { kind: "connects" }): Promise<Connects> {
  const { place, machine, user } = job;
  const warm = memorySessionCache();
  const agent = apiInfo(place, machine);
  const human = apiInfo(place, user);
  const ways: Record<string, () => Promise<() => Promise<unknown>>> = {
    "bare handshake, two round trips": () => connectBare(place),
    "holdfast, agent": async () => {
      const connection = await open(agent, { sessions: memorySessionCache() });
      return () => connection.close();
    },
    "holdfast, agent, again": async () => {
      const connection = await open(agent, { sessions: warm });
      return () => connection.close();
    },
    "holdfast, user": async () => {
      const connection = await open(human, { sessions: memorySessionCache() });
      return () => connection.close();
    },
    "jujulib, user": () => connectJujulib(place, user),
  };
  const times: Record<string, number[]> = {};
  for (let round = -3; round < job.rounds; round++) {
    for (const [name, way] of Object.entries(ways)) {
      const start = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const close = await way();
      const ms = performance.now() - start;
      // oxlint-disable-next-line no-await-in-loop
      await close();
      if (round >= 0) (times[name] ??= []).push(ms);
    }
  }
  return times;
}

/** No login: the controller answers either question with a refusal, without looking anything up. */
async function connectBare(place: Place): Promise<() => Promise<unknown>> {
  const socket = await openSocket(place, { perMessageDeflate: false });
  for (const id of [1, 2]) {
    socket.send(`{"request-id":${id},"type":"Pinger","version":1,"request":"Ping","params":{}}`);
    // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
    await once(socket, "message");
  }
  return () => closeSocket(socket);
}

async function connectJujulib(place: Place, user: Identity): Promise<() => Promise<unknown>> {
  const opened = Promise.withResolvers<WebSocket>();
  class TrustingSocket extends WebSocket {
    constructor(url: string) {
      super(url, socketOptions(place));
      opened.resolve(this);
    }
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it means a browser's, and uses what both have
  const wsclass = TrustingSocket as unknown as typeof globalThis.WebSocket;
  const url = `wss://127.0.0.1:${place.port}/model/${user.model}/api`;
  const credentials = { username: user.tag.replace("user-", ""), password: user.password };
  await connectAndLogin(url, { wsclass, facades: [], closeCallback: () => undefined }, credentials);
  return async () => closeSocket(await opened.promise);
}

async function closeSocket(socket: WebSocket): Promise<unknown> {
  socket.close();
  return once(socket, "close");
}
