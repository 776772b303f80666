// The list of plugins on the page of the docs, made from a file to which their authors add a line each.

const KINDS: Readonly<Record<string, string>> = {
  connect: "Ways to connect",
  workers: "Workers",
};

interface Plugin {
  readonly package: string;
  readonly kind: string;
  readonly does: string;
}

/** @throws Error naming the line that is none */
export function pluginList(lines: string): string {
  const plugins = lines
    .split("\n")
    .map((line, index) => ({ line, where: `line ${index + 1}` }))
    .filter(({ line }) => line.trim() !== "")
    .map(({ line, where }) => pluginIn(line, where));
  const names = plugins.map((plugin) => plugin.package);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${twice} is listed twice`);
  return Object.entries(KINDS)
    .map(([kind, title]) => ({ title, listed: plugins.filter((plugin) => plugin.kind === kind) }))
    .filter(({ listed }) => listed.length > 0)
    .map(
      ({ title, listed }) => `| ${title} | |\n| - | - |\n${listed.map(row).toSorted().join("\n")}`,
    )
    .join("\n\n");
}

const row = (plugin: Plugin): string => `| \`${plugin.package}\` | ${plugin.does} |`;

function pluginIn(line: string, where: string): Plugin {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${where} of the plugins is not JSON`, { cause });
  }
  const { package: name, kind, does, ...rest }: Record<string, unknown> = Object(value);
  const isName = typeof name === "string" && /^(?:@[a-z0-9-]+\/)?[a-z0-9-]+$/.test(name);
  if (!isName) throw new Error(`${where} of the plugins names no package`);
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) {
    throw new Error(`the kind of ${name} must be one of ${Object.keys(KINDS).join(", ")}`);
  }
  if (typeof does !== "string" || !/^[^|<>\n]{10,160}$/.test(does)) {
    throw new Error(`what ${name} does must be said in 10 to 160 characters, without | < >`);
  }
  const [other] = Object.keys(rest);
  if (other !== undefined) throw new Error(`${name} has ${other}, which nobody reads`);
  return { package: name, kind, does };
}
