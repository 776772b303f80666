// Who is let in, and in which words the others are refused, by the release that the controller speaks as.
import { describe, expect, test } from "vitest";

import { JUJU_RELEASES, type JujuReleaseName } from "../../src/api/juju-release.js";
import {
  type Credentials,
  login,
  modelPath,
  openPeer,
  testController,
} from "../kit/test-controller.js";

const U = { message: "invalid entity name or password", code: "unauthorized access" };
const NP = { message: "machine 0 not provisioned", code: "not provisioned" };
const invalid = (kind: string): object => ({
  message: `${kind} authentication: invalid request`,
  code: "unauthorized access",
});
const ADMITTED = "admitted";

type Answer = object | typeof ADMITTED;

interface Case {
  readonly of: string;
  /** What the right credentials are changed to. */
  readonly with?: Partial<Credentials>;
  readonly entity?: "unprovisioned" | "dying" | "dead" | "unit" | "removed";
  readonly juju3: Answer;
  readonly juju4: Answer;
}

const WRONG = "w".repeat(24);

const CASES: readonly Case[] = [
  { of: "the right password and nonce", juju3: ADMITTED, juju4: ADMITTED },
  { of: "a dying machine", entity: "dying", juju3: ADMITTED, juju4: ADMITTED },
  { of: "a dead machine", entity: "dead", juju3: ADMITTED, juju4: ADMITTED },
  { of: "a machine that was removed", entity: "removed", juju3: U, juju4: U },
  { of: "a wrong password", with: { password: WRONG }, juju3: U, juju4: U },
  { of: "a short password", with: { password: "short" }, juju3: U, juju4: U },
  { of: "an empty password", with: { password: "" }, juju3: U, juju4: invalid("machine") },
  { of: "no nonce", with: { nonce: "" }, juju3: NP, juju4: invalid("machine") },
  { of: "another nonce", with: { nonce: "another" }, juju3: NP, juju4: U },
  { of: "a machine without a stored nonce", entity: "unprovisioned", juju3: NP, juju4: U },
  {
    of: "a wrong password of a machine without a stored nonce",
    entity: "unprovisioned",
    with: { password: WRONG },
    juju3: U,
    juju4: U,
  },
  {
    of: "a unit, whatever its nonce",
    entity: "unit",
    with: { nonce: "x" },
    juju3: ADMITTED,
    juju4: ADMITTED,
  },
  {
    of: "a unit's empty password",
    entity: "unit",
    with: { password: "" },
    juju3: U,
    juju4: invalid("unit"),
  },
];

async function answer(release: JujuReleaseName, { entity, with: change }: Case): Promise<Answer> {
  const controller = await testController({ asJuju: release });
  const added =
    entity === "unit"
      ? await controller.addUnit({ name: "mysql/0" })
      : await controller.addMachine({ provisioned: entity !== "unprovisioned" });
  if (entity === "dying" || entity === "dead") await controller.setLife({ ...added, life: entity });
  if (entity === "removed") await controller.remove(added);
  const peer = await openPeer(controller, modelPath(added.model));
  return await login(peer, { ...added, ...change }).then(
    () => ADMITTED,
    ({ message, code }) => ({ message, code }),
  );
}

describe.each(JUJU_RELEASES)("a controller that speaks as Juju %s", (release) => {
  test.each(CASES)("answers a login with $of as that release does", async (one) => {
    const expected = release === "3.6" ? one.juju3 : one.juju4;
    expect(await answer(release, one)).toEqual(expected);
  });

  test("says its version and offers its versions of the facades", async () => {
    const controller = await testController({ asJuju: release });
    const machine = await controller.addMachine();
    const reply = await login(await openPeer(controller, modelPath(machine.model)), machine);
    expect(reply).toMatchObject({
      "server-version": expect.stringMatching(new RegExp(`^${release.replace(".", "\\.")}`, "u")),
      facades: expect.arrayContaining([
        { name: "Machiner", versions: release === "3.6" ? [5] : [5, 6] },
        { name: "Logger", versions: release === "4.1" ? [1, 2] : [1] },
      ]),
    });
  });

  test("words what it does not have as that release does, with the same codes", async () => {
    const controller = await testController({ asJuju: release });
    const machine = await controller.addMachine();
    const peer = await openPeer(controller, modelPath(machine.model));
    const words = async (facade: string, version: number, method: string): Promise<unknown> => {
      const asked = peer.call({ facade, version, method, params: {}, id: "9" });
      return await asked.catch(({ message, code }) => [message, code]);
    };
    const juju3 = release === "3.6";
    const NONE = "not implemented";
    expect(await words("Pinger", 1, "Ping")).toEqual([
      juju3 ? 'unknown object type "Pinger"' : 'unknown version 1 for facade type "Pinger"',
      NONE,
    ]);
    await login(peer, machine);
    expect(await words("Charms", 0, "List")).toEqual([
      juju3 ? 'unknown object type "Charms"' : 'unknown facade type "Charms"',
      NONE,
    ]);
    expect(await words("Agent", 9, "GetEntities")).toEqual([
      juju3
        ? 'unknown version (9) of interface "Agent"'
        : 'unknown version 9 for facade type "Agent"',
      NONE,
    ]);
    expect(await words("Agent", 3, "Explode")).toEqual([
      juju3
        ? "no such request - method Agent(3).Explode is not implemented"
        : 'unknown method "Explode" at version 3 for facade type "Agent"',
      NONE,
    ]);
    expect(await words("NotifyWatcher", 1, "Next")).toEqual([
      juju3 ? "unknown watcher id" : 'watcher "9" not found',
      "not found",
    ]);
  });
});
