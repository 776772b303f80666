import assert from "node:assert/strict";
import net from "node:net";
import { once } from "node:events";

import { answered, connected, retryable } from "../expect.js";
import { loginsIn } from "../logins.js";
import type { Scenario } from "../scenario.js";
import { refuse } from "../../scripted-controller.js";

/** Which password is tried when, and with what. */
export const loginScenarios: readonly Scenario[] = [
  {
    id: "login.current-password",
    about: "passwords",
    claim: "it logs in with the current password, and needs no other",
    arrange: { credentials: "settled" },
    async run(scene) {
      connected(await scene.connect());
      const logins = loginsIn(scene.journal);
      assert.deepEqual(
        logins.map((login) => login.password),
        [scene.agent.record.password],
      );
    },
  },
  {
    id: "login.as-the-agent",
    claim: "it logs in as the agent, with its nonce, to its model",
    arrange: { credentials: "settled" },
    async run(scene) {
      const connection = connected(await scene.connect());
      if (!scene.controller.hasOtherLogins) {
        const [login] = loginsIn(scene.journal);
        assert.equal(login?.tag, "machine-0");
        assert.equal(login?.nonce, "nonce-0");
      }
      assert.equal(connection.authTag, "machine-0");
      assert.equal(connection.modelTag, scene.controller.state.model);
    },
  },
  {
    id: "login.old-password-after-refusal",
    about: "passwords",
    claim: "a current password that is refused is followed by the old one",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.state.password = scene.bootstrapPassword;
      const current = scene.agent.record.password;
      await scene.connect();
      assert.deepEqual(
        loginsIn(scene.journal)
          .slice(0, 2)
          .map((login) => login.password),
        [current, scene.bootstrapPassword],
      );
    },
  },
  {
    id: "login.refused-connection-is-closed-first",
    about: "passwords",
    claim: "the connection whose login was refused is closed",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.state.password = scene.bootstrapPassword;
      await scene.connect();
      assert.ok(scene.journal.of("opened").length > 1, "nothing followed the refusal");
      await scene.journal.until((journal) =>
        journal.of("closed").some((entry) => entry.connection === 1),
      );
    },
  },
  {
    id: "login.empty-current-password",
    about: "passwords",
    claim: "an empty current password is never tried; the old one is, alone",
    async run(scene) {
      await scene.connect();
      const passwords = loginsIn(scene.journal).map((login) => login.password);
      assert.deepEqual(passwords.slice(0, 1), [scene.bootstrapPassword]);
      assert.ok(!passwords.includes(""));
    },
  },
  {
    id: "login.empty-old-password",
    about: "passwords",
    claim: "without an old password a refused current one is tried once",
    arrange: { credentials: "settled", agent: { oldPassword: "" } },
    async run(scene) {
      scene.controller.state.password = "a password that nobody else here knows";
      answered(await scene.connect(), "unauthorized access");
      assert.equal(scene.journal.count("Admin.Login"), 1);
    },
  },
  {
    id: "login.same-password-twice",
    about: "passwords",
    claim: "an old password that is the current one is not tried a second time",
    arrange: {
      agent: { password: "the same password in both", oldPassword: "the same password in both" },
    },
    async run(scene) {
      answered(await scene.connect(), "unauthorized access");
      assert.equal(scene.journal.count("Admin.Login"), 1);
    },
  },
  {
    id: "login.only-refusals-fall-back",
    about: "passwords",
    claim: "only a refusal leads to the old password: `try again` does not",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("try again"));
      await scene.connect();
      const passwords = new Set(loginsIn(scene.journal).map((login) => login.password));
      assert.deepEqual([...passwords], [scene.agent.record.password]);
    },
  },
  {
    id: "login.try-again",
    claim: "a controller that is too busy (`try again`) is asked once, and another time may help",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("try again"));
      const outcome = await scene.connect();
      answered(outcome, "try again");
      retryable(outcome);
      assert.equal(scene.journal.count("Admin.Login"), 1);
    },
  },
  {
    id: "login.upgrade-in-progress",
    claim: "a login that is blocked by an upgrade, an answer without a code, may be tried again",
    arrange: { credentials: "settled" },
    async run(scene) {
      const message = "login for machine 0 blocked because upgrade is in progress";
      scene.controller.answer("Admin.Login", refuse("", message));
      retryable(await scene.connect());
    },
  },
  {
    id: "login.maintenance",
    claim: "a login masked by maintenance, an answer without a code, may be tried again",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("", "login failed - maintenance in progress"));
      retryable(await scene.connect());
    },
  },
  {
    id: "login.model-not-found",
    claim: "`model not found` comes through with its code, for the agent to decide",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("model not found", 'unknown model: "x"'));
      const outcome = await scene.connect();
      answered(outcome, "model not found");
      retryable(outcome);
    },
  },
  {
    id: "login.redirection",
    claim: "`redirection required` comes through with its code",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Admin.Login", refuse("redirection required"));
      answered(await scene.connect(), "redirection required");
    },
  },
  {
    id: "login.another-authority",
    claim: "a controller whose certificate another authority signed never gets to see a password",
    arrange: { credentials: "settled" },
    async run(scene) {
      const { cert } = await scene.anotherAuthority();
      scene.agent.overwrite({ caCert: cert });
      retryable(await scene.connect());
      assert.equal(scene.journal.of("request").length, 0, "it sent something");
    },
  },
  {
    id: "login.no-authority",
    claim:
      "where the configuration names no authority, a controller with one of its own never gets to see anything",
    arrange: { credentials: "settled", agent: { caCert: "" } },
    async run(scene) {
      retryable(await scene.connect());
      assert.equal(scene.journal.of("request").length, 0, "it sent something");
    },
  },
  {
    id: "login.several-addresses",
    claim: "an address where nobody listens does not keep it from the next one",
    arrange: { credentials: "settled" },
    async run(scene) {
      const nobody = await freeAddress();
      scene.agent.overwrite({ apiAddresses: [nobody, scene.controller.address] });
      connected(await scene.connect());
    },
  },
  {
    id: "login.another-model",
    claim: "a controller that logs it in to another model is not accepted",
    arrange: { credentials: "settled" },
    async run(scene) {
      scene.controller.answer("Admin.Login", (request) => ({
        ...request.proceed(),
        "model-tag": "model-00000000-0000-4000-8000-000000000000",
      }));
      retryable(await scene.connect());
    },
  },
];

/** An address of loopback that was free a moment ago. */
async function freeAddress(): Promise<string> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 1}`;
}
