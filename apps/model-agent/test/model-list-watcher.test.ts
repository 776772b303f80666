import { expect, test } from "vitest";

import { modelsAfter } from "../src/model-list-watcher.js";
import { ModelSet } from "../src/model-set.js";

const model = (uuid: string, life = "alive") => ({ "model-uuid": uuid, life });

test("models that appear are served, dying ones too; dead and removed ones are not", () => {
  const first = modelsAfter(new Set(), [
    ["model", "change", model("a")],
    ["model", "change", model("b", "dying")],
    ["model", "change", model("c", "dead")],
    ["machine", "change", { "model-uuid": "d", life: "alive" }],
  ]);
  expect([...first]).toEqual(["a", "b"]);
  const then = modelsAfter(first, [
    ["model", "remove", model("a")],
    ["model", "change", model("b", "dead")],
    ["model", "change", model("e")],
  ]);
  expect([...then]).toEqual(["e"]);
});

test("the set tells its listeners of another set only", () => {
  const models = new ModelSet(["a", "b"]);
  let told = 0;
  const forget = models.subscribe(() => told++);
  models.replace(["b", "a"]);
  expect(told).toBe(0);
  models.replace(["a"]);
  models.replace(["c"]);
  expect(told).toBe(2);
  forget();
  models.replace([]);
  expect(told).toBe(2);
});
