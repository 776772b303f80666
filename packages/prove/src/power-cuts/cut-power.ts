// Cuts the power before each step of a scenario, in every legal way, and starts an agent on what is
// left.
import { type Agent, knownPasswords } from "@holdfast/agent-config";

import type { DiskImage } from "../disk/disk-image.js";
import { gatedDisk, type Step } from "../disk/gate.js";
import { legalDisks } from "../disk/legal-disks.js";
import { WeakDisk } from "../disk/weak-disk.js";
import { holdfast } from "../histories/agent-kind.js";
import { stepName } from "../histories/step-name.js";
import { BOOTSTRAP } from "../histories/world.js";
import { FRESH, type Scenario } from "./scenarios.js";

export interface PowerCuts {
  readonly scenario: string;
  /** For each step: how many disks were left before it, and on how many an agent was locked out. */
  readonly steps: readonly {
    readonly step: string;
    readonly disks: number;
    readonly lost: number;
  }[];
  readonly example: string | undefined;
}

export async function cutPower(scenario: Scenario): Promise<PowerCuts> {
  const disk = scenario.start();
  const moments: { step: string; images: DiskImage[]; passwords: string[] }[] = [];
  let passwords = [BOOTSTRAP];
  const moment = (step: string): void => {
    moments.push({ step, images: legalDisks(disk), passwords });
  };
  const told = (): void => {
    passwords = [BOOTSTRAP, FRESH];
  };
  const gate = (step: Step): Promise<void> => Promise.resolve(moment(stepName(step)));
  const steps: PowerCuts["steps"][number][] = [];
  let example: string | undefined;
  try {
    await scenario.act(disk, gate, told);
  } catch (error) {
    // Without any power cut: what it wrote, it cannot read itself.
    steps.push({ step: "going on", disks: 1, lost: 1 });
    example = String(error);
  }
  moment("the end");
  for (const { step, images, passwords: possible } of moments) {
    let lost = 0;
    for (const image of images) {
      const fault = await lockOut(image, possible, scenario.mayBeMissing && step !== "the end");
      if (fault === undefined) continue;
      lost++;
      example ??= `before ${step}: ${fault}`;
    }
    steps.push({ step, disks: images.length, lost });
  }
  return { scenario: scenario.name, steps, example };
}

/** Why an agent on that disk is locked out by a controller that holds one of these; or undefined. */
async function lockOut(
  image: DiskImage,
  passwords: readonly string[],
  mayBeMissing: boolean,
): Promise<string | undefined> {
  let agent: Agent & AsyncDisposable;
  try {
    agent = await holdfast.open(gatedDisk(WeakDisk.of(image), () => Promise.resolve()));
  } catch (error) {
    const missing =
      error instanceof Error && "code" in error && error.code === "ERR_AGENT_CONF_MISSING";
    return missing && mayBeMissing ? undefined : String(error);
  }
  await using opened = agent;
  const known = knownPasswords(opened.currentConfig());
  const unknown = passwords.filter((password) => !known.includes(password));
  return unknown.length === 0 ? undefined : `${unknown.join(" and ")} not known`;
}
