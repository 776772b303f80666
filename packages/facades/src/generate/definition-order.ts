import { type JsonSchema, referenceOf } from "./json-schema.js";

/** All that a schema refers to, at any depth of its own. */
export function referencesIn(schema: JsonSchema): string[] {
  const { properties = {}, patternProperties = {}, items = [], anyOf = [] } = schema;
  const name = referenceOf(schema);
  const parts = [...Object.values(properties), ...Object.values(patternProperties)];
  const inside = [...parts, ...[items, anyOf].flat()].flatMap(referencesIn);
  return name === undefined ? inside : [name, ...inside];
}

/**
 * The definitions that these names lead to, each after those that it refers to, as far as they do not
 * refer to each other in a circle.
 */
export function definitionOrder(
  definitions: Readonly<Record<string, JsonSchema>>,
  from: readonly string[],
): string[] {
  const seen = new Set<string>();
  const order: string[] = [];
  const visit = (name: string): void => {
    const definition = definitions[name];
    if (seen.has(name) || definition === undefined) return;
    seen.add(name);
    for (const each of referencesIn(definition)) visit(each);
    order.push(name);
  };
  for (const name of from) visit(name);
  return order;
}

/** Whether the first leads to the second through members that cannot be absent: not by a list or map. */
export function holdsAlways(
  definitions: Readonly<Record<string, JsonSchema>>,
  from: string,
  to: string,
): boolean {
  const seen = new Set<string>();
  const leads = (name: string): boolean => {
    if (name === to) return true;
    if (seen.has(name)) return false;
    seen.add(name);
    const { properties = {}, required = [] } = definitions[name] ?? {};
    return required.some((key) => {
      const next = properties[key] && referenceOf(properties[key]);
      return next !== undefined && leads(next);
    });
  };
  return leads(from);
}
