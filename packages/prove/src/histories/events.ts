// What happens to the world while no process of the agent runs. Each event is possible at any time.
import { legalDisks } from "../disk/legal-disks.js";
import { imageKey } from "../disk/disk-image.js";
import { WeakDisk } from "../disk/weak-disk.js";
import { applied } from "../model/model-controller.js";
import type { Happening } from "./happening.js";
import { jujuRuns } from "./juju-agent.js";
import { FIRST_CONF, isUnread, type Mishap, PATHS, type World } from "./world.js";

/** All that may happen next to this world, other than that the agent runs. */
export function* happenings(world: World): Generator<Happening> {
  const { controller } = world;
  for (const password of controller.inFlight) {
    if (password === controller.password) continue;
    yield {
      what: `the controller applies a request to set ${password}, late or again`,
      world: { ...world, controller: applied(controller, password) },
    };
  }
  for (const password of controller.former) {
    yield {
      what: `the controller is restored from a backup that has ${password}`,
      world: { ...world, controller: applied(controller, password) },
    };
  }
  const visible = imageKey(world.disk.visible());
  for (const image of legalDisks(world.disk, isUnread)) {
    const what = imageKey(image) === visible ? "a reboot" : "a power cut";
    yield { what, world: { ...world, disk: WeakDisk.of(image) } };
  }
  for (const mishap of world.mishaps) yield* suffering(mishap, world);
}

/** What nobody could have survived does not count: losing a file of which no copy was made yet. */
function* suffering(mishap: Mishap, world: World): Generator<Happening> {
  if (mishap !== "juju" && !world.disk.visible().has(PATHS.lastGood)) return;
  const rest: World = { ...world, mishaps: without(world.mishaps, mishap) };
  switch (mishap) {
    case "overwritten":
      yield {
        what: "a reboot overwrites agent.conf by the first one",
        world: rewritten(rest, FIRST_CONF.bytes),
      };
      return;
    case "emptied":
      yield { what: "agent.conf is emptied", world: rewritten(rest, new Uint8Array()) };
      return;
    case "juju":
      yield* jujuRuns(rest);
      return;
  }
}

function rewritten(world: World, bytes: Uint8Array): World {
  const image = new Map(world.disk.visible());
  image.set(PATHS.conf, { bytes, mode: 0o600 });
  return { ...world, disk: WeakDisk.of(image) };
}

function without(mishaps: readonly Mishap[], mishap: Mishap): readonly Mishap[] {
  const at = mishaps.indexOf(mishap);
  return mishaps.filter((_, index) => index !== at);
}
