import { expect, test } from "vitest";

import { call, loggedIn, testController } from "../../kit/test-controller.js";

test("a pattern picks machines by their ids, and units by their names or their application's", async () => {
  const controller = await testController();
  const { uuid: model } = await controller.addModel({ name: "prod" });
  for (const id of ["0", "10"]) await controller.addMachine({ model, id });
  for (const name of ["mysql/0", "mysql/1", "my-app/0"]) await controller.addUnit({ model, name });
  const admin = { tag: "user-admin", ...(await controller.setUserPassword({ name: "admin" })) };
  const peer = await loggedIn(controller, model, admin);
  const picked = async (...patterns: string[]): Promise<string[]> => {
    const status = await call(peer, "Client", "FullStatus", { patterns });
    const { machines, applications }: Record<string, Record<string, object>> = Object(status);
    const units = Object.values(applications ?? {}).flatMap(
      ({ units: ofIt = {} }: { units?: object }) => Object.keys(ofIt),
    );
    return [...Object.keys(machines ?? {}), ...units];
  };
  expect(await picked("0")).toEqual(["0"]);
  expect(await picked("*0")).toEqual(["0", "10", "my-app/0", "mysql/0"]);
  expect(await picked("mysql")).toEqual(["mysql/0", "mysql/1"]);
  expect(await picked("m*y*/1", "1*")).toEqual(["10", "mysql/1"]);
  expect(await picked("mysql/0/0", "**x**", "mm*", "")).toEqual([]);
  expect(await picked("*")).toHaveLength(5);
  // The same character is not counted twice.
  expect(await picked("mysql/*0*0", "my*y-app/0")).toEqual([]);
});
