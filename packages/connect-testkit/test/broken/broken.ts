import type { StrategyFactory } from "../../src/index.js";
import { SteppedStrategy, type Steps } from "../stepped-strategy.js";

/** Strategies that do one thing wrong, each by the name of what it does. */
export type Broken = Readonly<Record<string, StrategyFactory>>;

/** A strategy with these steps in place of the right ones. */
export function withSteps(steps: Partial<Steps>): StrategyFactory {
  return (ports) => new SteppedStrategy(ports, steps);
}
