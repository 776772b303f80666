// Canonical's own client for JavaScript against a controller that speaks as Juju 4.1.
import AdminV3 from "@canonical/jujulib/dist/api/facades/admin/AdminV3.js";
import ClientV8 from "@canonical/jujulib/dist/api/facades/client/ClientV8.js";
import ControllerV14 from "@canonical/jujulib/dist/api/facades/controller/ControllerV14.js";
import ModelConfigV4 from "@canonical/jujulib/dist/api/facades/model-config/ModelConfigV4.js";
import ModelManagerV11 from "@canonical/jujulib/dist/api/facades/model-manager/ModelManagerV11.js";
import UserManagerV3 from "@canonical/jujulib/dist/api/facades/user-manager/UserManagerV3.js";
import { expect, test } from "vitest";

import { jujulibLogin } from "./kit/jujulib.js";
import { modelPath, testController } from "./kit/test-controller.js";

test("the client that Canonical publishes sees models, users and configuration as of Juju 4.1", async () => {
  const controller = await testController({ asJuju: "4.1" });
  const { password } = await controller.setUserPassword({ name: "admin" });
  const who = { username: "admin", password };
  const { uuid } = await controller.addModel({ name: "prod" });
  await controller.addMachine({ model: uuid });

  const onController = [AdminV3, ControllerV14, ModelManagerV11, UserManagerV3];
  const { info, facades } = await jujulibLogin(controller, "/api", onController, who);
  expect(info.serverVersion).toMatch(/^4\.1/u);
  const models: ModelManagerV11 = facades["modelManager"];
  expect(await models.listModels({ tag: "user-admin" })).toMatchObject({
    "user-models": [
      { model: { name: "controller", qualifier: "admin" } },
      { model: { name: "prod", uuid, qualifier: "admin" } },
    ],
  });
  const itself: ControllerV14 = facades["controller"];
  expect(await itself.controllerVersion({})).toMatchObject({ version: info.serverVersion });
  const users: UserManagerV3 = facades["userManager"];
  expect(await users.userInfo({ entities: [], "include-disabled": false })).toMatchObject({
    results: [{ result: { username: "admin", access: "superuser" } }],
  });

  const onModel = [AdminV3, ClientV8, ModelConfigV4];
  const inModel = await jujulibLogin(controller, modelPath(uuid), onModel, who);
  const client: ClientV8 = inModel.facades["client"];
  expect(await client.fullStatus({ "include-storage": false, patterns: [] })).toMatchObject({
    machines: { 0: { id: "0" } },
  });
  const config: ModelConfigV4 = inModel.facades["modelConfig"];
  expect(await config.modelGet({})).toMatchObject({ config: { name: { value: "prod" } } });
});
