import {
  type CommandShape,
  flatten,
  functionName,
  type OptionShape,
  quote,
} from "./command-shape.js";

/** A script that completes a program's words in fish, with their descriptions. */
export function fishCompletion(program: CommandShape): string {
  const at = `__fish${functionName(program.name)}_at`;
  const all = flatten(program);
  const steps = all.flatMap(({ path, below }) =>
    below.map(
      (next) => `      case ${quote(`${path} ${next.name}`)}\n        set at ${quote(next.path)}`,
    ),
  );
  const offers = all.flatMap(({ path, options, below }) => {
    const here = `complete -c ${program.name} -n ${quote(`${at} "${path}"`)}`;
    return [
      ...below.map((next) => `${here} -f -a ${quote(next.name)} -d ${quote(next.description)}`),
      ...options.map(
        (option) => `${here} ${flagsOf(option)}${valueOf(option)} -d ${quote(option.description)}`,
      ),
    ];
  });
  return `# fish completion for ${program.name}
function ${at}
  set -l at ${quote(program.path)}
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
${steps.join("\n")}
    end
  end
  test "$at" = "$argv[1]"
end
complete -c ${program.name} -f
${offers.join("\n")}
`;
}

function flagsOf({ flags }: OptionShape): string {
  return flags
    .map((flag) =>
      flag.startsWith("--") ? `-l ${quote(flag.slice(2))}` : `-s ${quote(flag.slice(1))}`,
    )
    .join(" ");
}

function valueOf({ value }: OptionShape): string {
  if (value === "none") return "";
  return value === "any" ? " -r -F" : ` -x -a ${quote(value.join(" "))}`;
}
