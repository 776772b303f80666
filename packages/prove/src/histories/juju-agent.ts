// Real Juju, as far as it touches what our agent lives by: it reads its agent.conf, drops what it
// does not know, and rotates in its own way. Written from what is known of it, not from its source.
import { parse, stringify } from "yaml";

import { WeakDisk } from "../disk/weak-disk.js";
import { afterSet, type Delivery } from "../model/model-controller.js";
import type { Happening } from "./happening.js";
import { freshPassword, PATHS, type World } from "./world.js";

/** One start of Juju's agent in place of ours, and all the ways in which it may go. */
export function* jujuRuns(world: World): Generator<Happening> {
  const conf = readConf(world);
  if (conf === undefined) return;
  const { password } = world.controller;
  if (conf["apipassword"] === password) {
    yield { what: "Juju runs, and is content", world: written(world, conf) };
    return;
  }
  // Locked out: it ends, and leaves the file as it is.
  if (conf["oldpassword"] !== password) return;
  const fresh = freshPassword(world, "juju");
  const rotated = written(world, { ...conf, apipassword: fresh, oldpassword: password });
  yield { what: `Juju writes ${fresh} and is killed`, world: rotated };
  for (const delivery of ["applied", "reply lost", "held"] satisfies Delivery[]) {
    const { state } = afterSet(world.controller, fresh, delivery);
    yield { what: `Juju sets ${fresh} (${delivery})`, world: { ...rotated, controller: state } };
  }
}

type Conf = Readonly<Record<string, unknown>>;

function readConf(world: World): Conf | undefined {
  const bytes = world.disk.visible().get(PATHS.conf)?.bytes ?? new Uint8Array();
  const text = new TextDecoder().decode(bytes);
  if (!text.startsWith("# format 2.0\n")) return undefined;
  const conf: unknown = parse(text, { version: "1.1", schema: "failsafe" });
  return typeof conf === "object" && conf !== null ? { ...conf } : undefined;
}

/** As Juju writes it, to the end: its folder's sync is the system's own, later. */
function written(world: World, conf: Conf): World {
  const image = new Map(world.disk.visible());
  const text = `# format 2.0\n${stringify(conf, { version: "1.1", defaultStringType: "QUOTE_SINGLE" })}`;
  image.set(PATHS.conf, { bytes: new TextEncoder().encode(text), mode: 0o600 });
  return { ...world, disk: WeakDisk.of(image) };
}
