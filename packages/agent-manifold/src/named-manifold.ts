import type { Engine, Manifold, ResourceName } from "@holdfast/dependency-engine";

/** A manifold with its name, as one value: what an agent's container holds any number of. */
export interface NamedManifold {
  readonly name: string;
  /**
   * Installs the manifold under its name; throws what `Engine.install` throws.
   *
   * @param decorate - what is installed in its place, such as the manifold in a house
   */
  install(engine: Pick<Engine, "install">, decorate?: Decorate): void;
}

/** Makes another manifold, with the same output, of any. */
export type Decorate = <T>(manifold: Manifold<T>) => Manifold<T>;

/** Ties a manifold to its name; the compiler checks that the name is one of its output's type. */
export function named<T>(name: ResourceName<T>, manifold: Manifold<T>): NamedManifold {
  return {
    name,
    install: (engine, decorate) => engine.install(name, decorate?.(manifold) ?? manifold),
  };
}
