import { definitionOrder, holdsAlways, referencesIn } from "./definition-order.js";
import { docComment } from "./doc-comment.js";
import { GenerateError } from "./errors.js";
import { isAnything, type JsonSchema, type JujuFacade, referenceOf } from "./json-schema.js";
import { definitionIdentifiers, facadeIdentifier, key } from "./names.js";
import { memberSources, type Surroundings, type TypeSource, typeSource } from "./type-source.js";

/** Where what is generated gets what messages are described with. */
const LIBRARY = "@holdfast/facades";

const NOTHING = { type: "Empty", reader: "Empty" };

/**
 * The TypeScript module of a facade in one version: its messages, each a type and the schema that reads
 * it by one name; the interface of its methods; and the facade, for `facadeClient`.
 *
 * @throws GenerateError ERR_SCHEMA_SHAPE where a message is of a kind that has no type here
 */
export function facadeSource({
  Name,
  Version,
  Description,
  AvailableTo,
  Schema,
}: JujuFacade): string {
  const { definitions = {}, properties: methods = {} } = Schema;
  const constant = facadeIdentifier(Name, Version);
  const names = definitionOrder(definitions, Object.values(methods).flatMap(referencesIn)).filter(
    (name) => !isAnything(definitions[name] ?? {}),
  );
  const identifiers = definitionIdentifiers(names, [constant, `${constant}Methods`]);
  const used = new Set<string>(["defineFacade"]);
  const written = new Set<string>();
  const use = (name: string): string => {
    used.add(name);
    return name;
  };
  /** Of a definition, by name; a facade's methods hold none of them. */
  const around = (owner?: string): Surroundings => ({
    use,
    refer: (definition): TypeSource => {
      const type = identifiers.get(definition);
      // Of no type that could be named: a macaroon, for one.
      if (type === undefined) return typeSource({}, around(owner));
      const reader = written.has(definition) ? type : `${use("lazy")}(() => ${type})`;
      return { type, reader };
    },
    refuse: (schema) =>
      new GenerateError(
        "ERR_SCHEMA_SHAPE",
        `${Name} ${Version}${owner === undefined ? "" : `, ${owner}`}: there is no type for ${JSON.stringify(schema).slice(0, 200)}`,
      ),
    endless: (member) => {
      const definition = referenceOf(member);
      return (
        owner !== undefined &&
        definition !== undefined &&
        holdsAlways(definitions, definition, owner)
      );
    },
  });

  const messages = names.map((name) => {
    const source = definitionSource(
      identifiers.get(name) ?? name,
      definitions[name] ?? {},
      around(name),
    );
    written.add(name);
    return source;
  });
  const signatures: string[] = [];
  const schemas: string[] = [];
  for (const [method, { description, properties = {} }] of Object.entries(methods)) {
    const params = properties["Params"] ? typeSource(properties["Params"], around()) : NOTHING;
    const result = properties["Result"] ? typeSource(properties["Result"], around()) : NOTHING;
    const takes = `(params: ${params.type}): ${result.type};`;
    signatures.push(`${docComment(description, "  ")}  ${key(method)}${takes}\n`);
    schemas.push(`    ${key(method)}: { params: ${params.reader}, result: ${result.reader} },\n`);
  }
  const body = `${messages.join("\n")}
${docComment(facadeDocs(Name, Version, Description, AvailableTo))}export interface ${constant}Methods {
${signatures.join("")}}

${docComment(facadeDocs(Name, Version, Description, AvailableTo))}export const ${constant}: Facade<${constant}Methods, ${Version}> = /* @__PURE__ */ defineFacade<${constant}Methods, ${Version}>({
  name: ${JSON.stringify(Name)},
  version: ${Version},
  methods: {
${schemas.join("")}  },
});
`;
  return `${imports(used, body)}\n${body}`;
}

function imports(used: ReadonlySet<string>, body: string): string {
  const values = [...used, ...(/\bEmpty\b/.test(body) ? ["Empty"] : [])];
  const types = ["Facade", ...(body.includes(": Schema<") ? ["Schema"] : [])];
  const all = [...values, ...types.map((name) => `type ${name}`)];
  return `import { ${all.toSorted().join(", ")} } from "${LIBRARY}";\n`;
}

function facadeDocs(
  name: string,
  version: number,
  description: string | undefined,
  availableTo: readonly string[] | undefined,
): string {
  const whom = availableTo?.length ? `\n\nAvailable to: ${availableTo.join(", ")}.` : "";
  return `${name}, version ${version}. ${description ?? ""}`.trimEnd() + whom;
}

/** A definition: its type, and the schema of the same name. */
function definitionSource(identifier: string, schema: JsonSchema, around: Surroundings): string {
  const docs = docComment(schema.description);
  const isObject = schema.type === "object" && schema.patternProperties === undefined;
  if (!isObject || schema.properties === undefined) {
    const { type, reader } = typeSource(isObject ? { ...schema, properties: {} } : schema, around);
    return `${docs}export type ${identifier} = ${type};\nexport const ${identifier}: Schema<${identifier}> = /* @__PURE__ */ ${around.use("lazy")}(() => ${reader});\n`;
  }
  const { members, readers } = memberSources(schema, around);
  const described = Object.values(schema.properties).map(({ description }) =>
    docComment(description, "  "),
  );
  return `${docs}export interface ${identifier} {
${members.map((member, i) => `${described[i]}  ${member}\n`).join("")}}
export const ${identifier}: Schema<${identifier}> = /* @__PURE__ */ ${around.use("message")}({
${readers.map((reader) => `  ${reader},\n`).join("")}});
`;
}
