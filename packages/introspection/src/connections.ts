import type { ShownEngines } from "./shown-engines.js";
import type { ConnectionFacts, Sources } from "./sources.js";

/** What is known of each engine's connection, by the engine's name. */
export function connectionsOf(
  watch: Pick<ShownEngines, "names">,
  { connection }: Sources,
): Readonly<Record<string, ConnectionFacts>> {
  const found = watch.names.flatMap((name) => {
    const facts = connection?.(name);
    return facts === undefined ? [] : [[name, facts] as const];
  });
  return Object.fromEntries(found);
}
