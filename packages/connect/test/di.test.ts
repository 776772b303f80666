import { describe, expect, test } from "vitest";

import { CONNECT_STRATEGY } from "../src/index.js";
import {
  createContainer,
  inject,
  injectable,
  type InjectionToken,
  instanceCachingFactory,
  token,
} from "../src/agent.js";

const N: InjectionToken<number> = token("test:N");
const SERVICE: InjectionToken<Service> = token("test:Service");

@injectable()
class Service {
  constructor(@inject(N) readonly n: number) {}
}

describe("the container", () => {
  test("resolves a class by the tokens of its parameters", () => {
    const container = createContainer();
    let made = 0;
    container.register(N, { useFactory: instanceCachingFactory(() => ++made) });
    container.register(SERVICE, { useClass: Service });
    expect([container.resolve(SERVICE).n, container.resolve(SERVICE).n]).toEqual([1, 1]);
  });

  test("a class with a parameter without a token is refused when it is defined", () => {
    const define = (): unknown => {
      @injectable()
      class Bad {
        constructor(
          readonly first: number,
          @inject(N) readonly second: number,
        ) {}
      }
      return Bad;
    };
    expect(define).toThrow("Bad: constructor parameter 0 has no @inject(TOKEN)");
  });

  test("two containers know nothing of each other", () => {
    const [one, other] = [createContainer(), createContainer()];
    one.register(N, { useValue: 1 });
    expect(other.isRegistered(N, true)).toBe(false);
  });

  test("a token made by another copy of the package is the same token", () => {
    expect(CONNECT_STRATEGY).toBe(Symbol.for("@holdfast/connect:ConnectStrategy"));
    const copy: InjectionToken<number> = token("test:N");
    expect(copy).toBe(N);
  });
});
