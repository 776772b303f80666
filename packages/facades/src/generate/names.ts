/** Names that what is generated imports, and so gives to none of its own. */
const IMPORTED: ReadonlySet<string> = new Set(["Empty", "Facade", "Schema"]);

/** `Application20`: a facade in one version. */
export function facadeIdentifier(name: string, version: number): string {
  return `${capitalized(name)}${version}`;
}

/** `application-20`, `caas-operator-1`: the file of a facade in one version, without its ending. */
export function facadeFile(name: string, version: number): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, "$1-$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1-$2")
    .replaceAll("_", "-");
  return `${words.toLowerCase()}-${version}`;
}

/**
 * An identifier for each definition: its own name where that is one, and free.
 *
 * @param taken by what is generated besides
 */
export function definitionIdentifiers(
  names: readonly string[],
  taken: readonly string[],
): ReadonlyMap<string, string> {
  const used = new Set([...IMPORTED, ...taken]);
  const identifiers = new Map<string, string>();
  for (const name of names) {
    const plain = identifier(name);
    let free = used.has(plain) ? `${plain}Message` : plain;
    for (let i = 2; used.has(free); i++) free = `${plain}Message${i}`;
    used.add(free);
    identifiers.set(name, free);
  }
  return identifiers;
}

/** A key of an object type or an object, quoted only where it must be. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** Capitalized, so that it is no keyword and none of the functions that read messages. */
function identifier(name: string): string {
  const words = name.split(/[^A-Za-z\d]+/).filter((word) => word !== "");
  const joined = words.map(capitalized).join("");
  return /^[A-Z]/.test(joined) ? joined : `Message${joined}`;
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
