// What Juju's own programs asked of real controllers, put to this one as the release that they are of:
// each reply has all that the real one's had, of the same kinds.
import type { RpcPeer } from "@holdfast/rpc";
import { expect, test } from "vitest";

import { type Exchange, readRecorded, RECORDED_FILES, unlike } from "./kit/recorded.js";
import { loggedIn, login, openPeer, testController } from "./kit/test-controller.js";

/** The error of the first result, where there is one. */
function errorIn(reply: unknown): unknown {
  const { results }: { results?: unknown } = Object(reply);
  const first: { error?: unknown } = Object(Array.isArray(results) ? results[0] : undefined);
  return first.error;
}

test.each(RECORDED_FILES)(
  "%s: every request is answered, in the shape of a real reply",
  async (file) => {
    const { release } = readRecorded(file, {});
    const controller = await testController({ asJuju: release });
    const { uuid: model } = await controller.addModel({ name: "prod" });
    const machine = await controller.addMachine({ model });
    const admin = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
    const who = file.startsWith("jujud") ? machine : admin;
    const peers: Partial<Record<Exchange["on"], RpcPeer>> = {
      model: await loggedIn(controller, model, who),
    };
    if (who === admin) {
      peers.controller = await openPeer(controller, "/api");
      await login(peers.controller, admin);
    }
    const values = { model, agent: machine.tag, user: admin.tag, password: "p".repeat(24) };

    const { exchanges } = readRecorded(file, values);
    const faults: string[] = [];
    for (const { on, ask, params, reply: shape } of exchanges) {
      const [facade, version, method] = ask;
      const asked = peers[on]?.call({ facade, version, method, params });
      const reply: unknown = await asked?.catch((error: unknown) => ({ refused: String(error) }));
      const name = `${facade}(${version}).${method}`;
      faults.push(...unlike(shape, reply).map((fault) => `${name}: ${fault}`));
      const [error, expected] = [errorIn(reply), errorIn(shape)];
      if (error !== undefined && expected === undefined) {
        faults.push(`${name}: ${JSON.stringify(error)}`);
      }
    }
    expect(faults).toEqual([]);
    expect(exchanges.length).toBeGreaterThan(4);
  },
);
