// The only module that may import reflect-metadata and tsyringe: ESM evaluates
// imports in order, so the polyfill is always there before tsyringe looks for it.
import "reflect-metadata";

import {
  container as rootContainer,
  type DependencyContainer,
  injectable as tsyringeInjectable,
} from "tsyringe";

export { inject, instanceCachingFactory } from "tsyringe";
export type { DependencyContainer, InjectionToken } from "tsyringe";

/**
 * A container of its own. Nothing here ever registers in tsyringe's global one, so two agents in one
 * process cannot meet by accident.
 */
export function createContainer(): DependencyContainer {
  return rootContainer.createChildContainer();
}

/**
 * tsyringe's `injectable`, which here refuses a class with a constructor parameter that has no
 * token: tsyringe alone would pass it `undefined`.
 *
 * @throws {TypeError} when the class is defined, naming the class and the parameter
 */
export function injectable(): ClassDecorator {
  return (target) => {
    const tokens: object = Reflect.getOwnMetadata("injectionTokens", target) ?? {};
    for (let i = 0; i < target.length; i++) {
      if (!(i in tokens)) {
        throw new TypeError(`${target.name}: constructor parameter ${i} has no @inject(TOKEN)`);
      }
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- ClassDecorator's Function is a class here
    tsyringeInjectable()(target as unknown as new (...args: never[]) => unknown);
  };
}
