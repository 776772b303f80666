// What befalls a fleet, from a seed: the same schedule for the same seed, whatever the machine is busy with.
import { seededRandom } from "@holdfast/ports";

/** One thing that happens to the fleet. Times in ms. */
export type SoakFault =
  /** `kill -9`, and started again after a while. */
  | { readonly kind: "controller killed"; readonly away: number }
  /** Stopped in order, and started again. */
  | { readonly kind: "controller stopped"; readonly away: number }
  /** It hears and says nothing, and its connections give no sign: as behind a partition. */
  | { readonly kind: "controller frozen"; readonly away: number }
  /** Started again at another address, which agents learn where it was: what comes there is relayed. */
  | { readonly kind: "controller moved"; readonly away: number }
  /** What goes through the proxy is late from now on, and cut once. */
  | { readonly kind: "links slow"; readonly latency: number }
  /** An operator gives an agent another password, in its file and at the controller. */
  | { readonly kind: "password replaced"; readonly agent: number }
  /** As above, and the agent's process is killed while it makes that one its own. */
  | {
      readonly kind: "agents killed mid-write";
      readonly agent: number;
      readonly within: number;
      readonly away: number;
    }
  /** Stopped in order, and started again. */
  | { readonly kind: "agents restarted"; readonly agent: number };

/** A fault, and how long it is after the one before, in ms. */
export interface SoakEvent {
  readonly after: number;
  readonly fault: SoakFault;
}

const kinds = [
  "controller killed",
  "controller stopped",
  "controller frozen",
  "controller moved",
  "links slow",
  "password replaced",
  "agents killed mid-write",
  "agents restarted",
] as const satisfies readonly SoakFault["kind"][];

/** Faults without end: each kind once, in any order, before one comes again. */
export function* planSoak(plan: {
  readonly seed: number;
  readonly agents: number;
}): Generator<SoakEvent, never> {
  const random = seededRandom(plan.seed);
  const upTo = (most: number): number => Math.floor(random() * most);
  for (;;) {
    const left: SoakFault["kind"][] = [...kinds];
    while (left.length > 0) {
      const [kind] = left.splice(upTo(left.length), 1);
      if (kind === undefined) break;
      const after = 200 + upTo(2000);
      yield { after, fault: faultOf(kind, upTo, plan.agents) };
    }
  }
}

function faultOf(
  kind: SoakFault["kind"],
  upTo: (most: number) => number,
  agents: number,
): SoakFault {
  switch (kind) {
    case "controller killed":
    case "controller stopped":
    case "controller frozen":
    case "controller moved":
      return { kind, away: upTo(3000) };
    case "links slow":
      return { kind, latency: upTo(300) };
    case "password replaced":
    case "agents restarted":
      return { kind, agent: upTo(agents) };
    case "agents killed mid-write":
      return { kind, agent: upTo(agents), within: upTo(100), away: upTo(1000) };
  }
}

/** In words, for the record of a run. */
export function faultText(fault: SoakFault): string {
  const { kind, ...rest } = fault;
  const facts = Object.entries(rest).map(([name, value]) => `${name} ${String(value)}`);
  return facts.length === 0 ? kind : `${kind} (${facts.join(", ")})`;
}
