import type { Live } from "./live.js";

/** A UUID that is no model's. */
const NONE = "00000000-0000-4000-8000-000000000000";

/** What a call is about where that is more than a word: by method, then by the member's name. */
export function subjectsOf(
  { facade, method }: { readonly facade: string; readonly method: string },
  name: string,
  live: Live,
): readonly string[] | undefined {
  const model = live.models.map((one) => `model-${one}`);
  const user = live.users.map((one) => `user-${one}`);
  // What changes or ends something changes the spare ones: the others are to go on as they are, for
  // what they may know and whether they can log in is what replies are held to. While there are no
  // spare ones, it is about one that nobody has.
  const spareUser = ["user-spare", ...live.spareUsers.map((one) => `user-${one}`)];
  const spareModel = [`model-${NONE}`, ...live.spareModels.map((one) => `model-${one}`)];
  const byMethod: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
    "ModelManager.DestroyModels": { "model-tag": spareModel },
    "ModelManager.ModifyModelAccess": { "model-tag": spareModel, "user-tag": spareUser },
    "ModelManager.ModelInfo": { tag: model },
    "ModelManager.ModelStatus": { tag: model },
    "ModelManager.ListModels": { tag: [...user, live.self, live.self] },
    "ModelManager.ListModelSummaries": { "user-tag": [...user, live.self, live.self] },
    "Controller.ModelStatus": { tag: model },
    "Controller.ModifyControllerAccess": { "user-tag": spareUser },
    "Controller.GetControllerAccess": { tag: [...user, live.self] },
    "UserManager.RemoveUser": { tag: spareUser },
    "UserManager.EnableUser": { tag: spareUser },
    "UserManager.DisableUser": { tag: spareUser },
    "UserManager.SetPassword": { tag: spareUser },
    "UserManager.UserInfo": { tag: [...user, live.self] },
    "MigrationFlag.Phase": { tag: [`model-${live.model}`, ...model] },
    "MigrationFlag.Watch": { tag: [`model-${live.model}`, ...model] },
    "LifeFlag.Life": { tag: [`model-${live.model}`, ...model] },
    "LifeFlag.Watch": { tag: [`model-${live.model}`, ...model] },
    "Singular.Wait": { tag: [`model-${live.model}`, ...model] },
    "Singular.Claim": { "entity-tag": [`model-${live.model}`, ...model] },
    "Cloud.Cloud": { tag: ["cloud-holdfast", "cloud-nine"] },
    // A password is a session's own affair: see how it connects anew.
    "Agent.SetPasswords": { tag: ["machine-99", live.self] },
  };
  return byMethod[`${facade}.${method}`]?.[name];
}
