import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { startController } from "@holdfast/controller";

import type { Control, HarnessReport, ProofOptions } from "../proof.js";
import { cutAfterWriter, cutRealPower, type Moment } from "./cut-real-power.js";
import { fillDisk } from "./full-disk.js";
import { type FileSystem, fileSystems, whyNotMountable } from "./loop-device.js";
import { realWriters } from "./real-writers.js";

/** Harness 4: power cuts, and full disks, on real file systems. */
export async function proveFileSystems(options: ProofOptions): Promise<HarnessReport> {
  const { share, progress } = options;
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "holdfast-prove-"));
  const rateLimit = { max: 0, interval: 1 };
  const skipped: string[] = [];
  const moments: [FileSystem, Moment][] = [];
  const lockOuts: string[] = [];
  const controls: Control[] = [];
  try {
    await using controller = await startController({
      dataDir: path.join(folder, "controller"),
      rateLimit,
    });
    for (const system of share === "all" ? fileSystems : fileSystems.slice(0, 1)) {
      const why = await whyNotMountable(system, folder);
      if (why !== undefined) {
        skipped.push(`${system.name}: ${why}`);
        continue;
      }
      progress(`power cuts on ${system.name}`);
      const cuts = await cutRealPower(controller, system, folder, options);
      moments.push(...cuts.map((moment): [FileSystem, Moment] => [system, moment]));
      for (const writer of share === "all" ? realWriters : realWriters.slice(0, 1)) {
        const cut = await cutAfterWriter(controller, system, folder, options, writer);
        const lost = cut.find(({ outcome }) => outcome === "locked out");
        controls.push({ name: `${writer.name} on ${system.name}`, found: lost?.detail });
      }
      if (share === "some" || system.name !== "ext4") continue;
      progress("a full disk");
      const full = await fillDisk(controller, system, folder);
      controls.push(...full.controls);
      lockOuts.push(...full.faults);
    }
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
  const lost = moments.filter(([, { outcome }]) => outcome === "locked out");
  return {
    title: "Power cuts on real file systems",
    scope:
      "File systems on loop devices: before each step of a rotation the device is copied as it is, each copy is mounted, its journal replayed, and the agent's own code connects from it to the real controller, once for each password that the controller may hold at that moment. On a nearly full ext4 a large agent.conf is replaced.",
    crashPoints: moments.length,
    lockOuts: [
      ...lockOuts,
      ...lost.map(([{ name }, { step, detail }]) => `${name}, before ${step}: ${detail}`),
    ],
    tables: [tableOf(moments)],
    controls,
    skipped,
  };
}

function tableOf(moments: readonly [FileSystem, Moment][]): HarnessReport["tables"][number] {
  const systems = [...new Set(moments.map(([{ name }]) => name))];
  const steps = [...new Set(moments.map(([, { step }]) => step))];
  const cell = (step: string, name: string): string => {
    const here = moments.filter(([system, moment]) => system.name === name && moment.step === step);
    const lost = here.filter(([, { outcome }]) => outcome === "locked out").length;
    if (here.length === 0) return "";
    return lost === 0 ? `${here.length} connected` : `${lost} of ${here.length} locked out`;
  };
  return {
    caption: "Power cut before a step, by file system",
    head: ["before", ...systems],
    rows: steps.map((step) => [step, ...systems.map((name) => cell(step, name))]),
  };
}
