import { parseJoinToken } from "@holdfast/names";
import { expect, test } from "vitest";

import { loggedIn, testController } from "../kit/test-controller.js";

test("the password of a token is refused once the token has expired, and only then", async () => {
  const controller = await testController();
  const late = parseJoinToken((await controller.addMachineToJoin({ lifetime: -1 })).token);
  const early = parseJoinToken((await controller.addMachineToJoin({ lifetime: 60_000 })).token);
  await expect(loggedIn(controller, late.model, late)).rejects.toMatchObject({
    code: "unauthorized access",
  });
  await expect(loggedIn(controller, early.model, early)).resolves.toBeDefined();
});

test("whatever replaced that password is good for ever", async () => {
  const controller = await testController();
  const token = parseJoinToken((await controller.addMachineToJoin({ lifetime: -1 })).token);
  const { password } = await controller.setAgentPassword({ tag: token.tag, model: token.model });
  await expect(loggedIn(controller, token.model, { ...token, password })).resolves.toBeDefined();
});

test("a token has all that an agent needs: addresses, the CA, whose it is, and until when", async () => {
  const controller = await testController();
  const before = Date.now();
  const { tag, token } = await controller.addMachineToJoin();
  expect(parseJoinToken(token)).toMatchObject({
    tag,
    addresses: [controller.address],
    caCert: controller.caCert,
    controller: controller.controllerUuid,
    model: controller.controllerModelUuid,
  });
  expect(parseJoinToken(token).expires).toBeGreaterThanOrEqual(before + 3_600_000);
});
