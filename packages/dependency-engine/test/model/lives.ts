/*
 * Every life of every worker in a world, checked at each call that the engine makes: nothing runs twice,
 * or more than twice where it overlaps, and nobody is told to stop before those who hold its output have
 * ended, or moved over.
 */
import { type Behaviour, type Incarnation, isValue, type Output } from "./incarnation.js";

/** Where the lives are led. */
interface Place {
  readonly clock: { now(): number };
  readonly engine: { report(): { readonly state: string } };
  fault(text: string): void;
  tick(): number;
}

export class Lives {
  /** How often there was none of a name, where there had been one. */
  readonly gaps = new Map<string, number>();
  readonly #all: Incarnation[] = [];
  readonly #world: Place;
  readonly #stopDeadline: number;

  constructor(world: Place, stopDeadline: number) {
    this.#world = world;
    this.#stopDeadline = stopDeadline;
  }

  /** The life of `name` that is running and was not told to stop. */
  running(name: string): Incarnation | undefined {
    return this.#all.findLast((life) => life.name === name && isServing(life));
  }

  /** A start is called. */
  begin(name: string, behaviour: Behaviour): Incarnation {
    const alive = this.#all.filter((life) => !life.ended && !this.#abandoned(life));
    const before = alive.filter((life) => life.name === name);
    const [last] = before;
    const beside = last !== undefined && last.behaviour.overlap && behaviour.overlap;
    if (before.length > 1 || (last !== undefined && !(beside && isServing(last)))) {
      this.#world.fault(`"${name}" is started while it still runs`);
    }
    for (const other of alive) {
      const isHeld = other.holds.some(
        ({ life }) => life.name === name && !isValue(life) && !(beside && life === last),
      );
      if (isHeld)
        this.#world.fault(`"${name}" is started while "${other.name}" still holds the one before`);
    }
    const life: Incarnation = {
      name,
      behaviour,
      holds: [],
      calledAt: this.#world.tick(),
      up: false,
      toldAt: undefined,
      ended: false,
      updating: false,
      value: 0,
      end: undefined,
    };
    this.#all.push(life);
    return life;
  }

  /** It is told to stop, or its start that it is not wanted. */
  told(life: Incarnation): void {
    const isEnding = this.#world.engine.report().state !== "started";
    for (const other of this.#all) {
      if (other.ended || this.#abandoned(other)) continue;
      const holds = other.holds.some((held) =>
        isValue(life) ? isEnding && this.#isLast(life, held) : held.life === life,
      );
      if (holds)
        this.#world.fault(`"${life.name}" is told to stop while "${other.name}" still holds it`);
    }
    if (life.up && life.toldAt === undefined) this.leaves(life);
    life.toldAt ??= this.#world.clock.now();
  }

  /** `life`, which ran, does so no longer. */
  leaves(life: Incarnation): void {
    const isAlone = !this.#all.some(
      (other) => other !== life && other.name === life.name && isServing(other),
    );
    if (isAlone) add(this.gaps, life.name);
  }

  /** Whether `life`, which goes for good, is the one that gives what `held` was taken from, or an equal of that. */
  #isLast(life: Incarnation, held: Output): boolean {
    if (!life.up || held.name !== life.name) return false;
    return this.#all.findLast((other) => other.name === life.name && other.up) === life;
  }

  #abandoned({ toldAt }: Incarnation): boolean {
    return toldAt !== undefined && this.#world.clock.now() >= toldAt + this.#stopDeadline;
  }
}

/** Whether it runs, and was not told to stop. */
export function isServing(life: Incarnation): boolean {
  return life.up && !life.ended && life.toldAt === undefined;
}

/** Whether what is held is what is given now. */
export function isPresent({ name, life, value }: Output, world: Pick<Lives, "running">): boolean {
  const running = world.running(name);
  if (running === undefined) return false;
  return isValue(life) ? running.value === value : running === life;
}

export function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
