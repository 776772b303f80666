// One attack of each kind, each as hard as one process can make it beside the controller that it attacks.
import type { RpcPeer } from "@holdfast/rpc";
import type { WebSocket } from "ws";

import type { RunningController } from "../../../src/index.js";
import { STRANGERS } from "../../../src/bounds.js";
import { type Credentials, entities, login, modelPath } from "../test-controller.js";
import { Attacker } from "./attacker.js";

/** An agent that was let in, and means ill. */
export type HostileAgent = Credentials & { readonly model: string };

/** Begins, and resolves once the attack is in full swing. */
type Attack = (
  attacker: Attacker,
  controller: RunningController,
  hostile: HostileAgent,
) => Promise<void>;

/** More sockets than there may be of strangers. */
const MANY = STRANGERS.sockets + 100;
/** The beginning of a ClientHello of 512 bytes. */
const HALF_A_HELLO = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc]);

/** As many sockets as may be, and more, each made anew where it was cut off. */
async function sockets(attacker: Attacker, first?: Buffer): Promise<void> {
  attacker.keepDoing(20, async () => {
    const socket = await attacker.tcp();
    if (first !== undefined) socket.write(first);
  });
  await attacker.done(MANY);
}

/** Wrong passwords, three on a connection: after that it would be answered late. */
async function guesses(
  attacker: Attacker,
  tag: (guess: number) => string,
  connections: number,
): Promise<void> {
  let guess = 0;
  attacker.keepDoing(6, async () => {
    const peer = await attacker.peer("/api");
    for (let tries = 0; tries < 3; tries += 1) {
      guess += 1;
      // oxlint-disable-next-line no-await-in-loop -- one login at a time, as the controller has it
      await login(peer, { tag: tag(guess), password: "wrong", nonce: "n" }).catch(() => undefined);
    }
    await peer.close();
  });
  await attacker.done(connections);
}

function sent(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/** All kinds of attack, by name. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  "refused upgrades that are never read": async (attacker, controller) => {
    const request = [
      `GET /model/${controller.controllerModelUuid}/logsink HTTP/1.1`,
      "Host: juju-apiserver",
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      `Authorization: Basic ${Buffer.from("machine-999:wrong").toString("base64")}`,
      "",
      "",
    ].join("\r\n");
    attacker.keepDoing(8, async () => {
      const socket = await attacker.secure();
      socket.pause();
      socket.write(request);
    });
    await attacker.done(100);
  },

  "half-open TLS handshakes": (attacker) => sockets(attacker, HALF_A_HELLO),

  "silent TCP sockets": (attacker) => sockets(attacker),

  "anonymous sessions": async (attacker) => {
    attacker.keepDoing(8, async () => {
      const peer = await attacker.peer("/api");
      await login(peer, { tag: "user-jujuanonymous", password: "" });
    });
    await attacker.done(100);
  },

  "bogus logins of agents": (attacker) =>
    guesses(attacker, (guess) => `machine-${900 + guess}`, 40),

  "bogus logins of users": (attacker) => guesses(attacker, (guess) => `user-u${guess}`, 6),

  "bulk calls of an agent": async (attacker, _controller, hostile) => {
    const { tag } = hostile;
    const params = entities(...Array.from({ length: 100 }, () => tag));
    const ask = { facade: "Agent", version: 3, method: "GetEntities", params };
    const peers: RpcPeer[] = [];
    for (let count = 0; count < 5; count += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one login after the other
      const peer = await attacker.peer(modelPath(hostile.model));
      // oxlint-disable-next-line no-await-in-loop -- the same
      await login(peer, hostile);
      peers.push(peer);
    }
    for (const peer of peers) {
      attacker.keepDoing(1, () => Promise.all(Array.from({ length: 20 }, () => peer.call(ask))));
    }
    await attacker.done(20);
  },

  "a flood of an agent's log": async (attacker, _controller, { model, tag, password, nonce }) => {
    const authorization = `Basic ${Buffer.from(`${tag}:${password}`).toString("base64")}`;
    const headers = { authorization, "x-juju-nonce": nonce ?? "" };
    const t = "2026-01-02T03:04:05Z";
    const record = JSON.stringify({ t, m: "m", l: "l", v: "INFO", x: "x".repeat(4000) });
    const streams = await Promise.all(
      Array.from({ length: 4 }, () =>
        attacker.webSocket(`/model/${model}/logsink?version=1`, headers),
      ),
    );
    for (const stream of streams) {
      attacker.keepDoing(1, async () => {
        for (let count = 0; count < 50; count += 1) stream.send(record);
        await sent(stream, record);
      });
    }
    await attacker.done(20);
  },

  "messages in fragments that never end": async (attacker) => {
    attacker.keepDoing(8, async () => {
      const socket = await attacker.webSocket("/api");
      // A part of what one message may be, in pieces of all sizes, and no last one.
      for (let piece = 0; piece < 400; piece += 1) {
        socket.send("x".repeat(1 + (piece % 1000)), { fin: false });
      }
    });
    await attacker.done(60);
  },
};
