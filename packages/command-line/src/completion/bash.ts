import { type CommandShape, flatten, functionName } from "./command-shape.js";

/** A script that completes a program's words in bash, without running the program. */
export function bashCompletion(program: CommandShape): string {
  const name = functionName(program.name);
  const all = flatten(program);
  const steps = all.flatMap(({ path, below }) =>
    below.map((next) => `      "${path} ${next.name}") path="${next.path}" ;;`),
  );
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === "none"
        ? []
        : flags.map((flag) => {
            const words = value === "any" ? "" : value.join(" ");
            const reply = words === "" ? "" : `COMPREPLY=($(compgen -W "${words}" -- "$cur")); `;
            return `    "${path} ${flag}") ${reply}return ;;`;
          }),
    ),
  );
  const words = all.map(({ path, options, below }) => {
    const offered = [...below.map((next) => next.name), ...options.flatMap(({ flags }) => flags)];
    return `    "${path}") COMPREPLY=($(compgen -W "${offered.join(" ")}" -- "$cur")) ;;`;
  });
  return `# bash completion for ${program.name}
${name}() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}"
  local path="${program.path}" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
${steps.join("\n")}
    esac
  done
  case "$path $prev" in
${values.join("\n")}
  esac
  case "$path" in
${words.join("\n")}
  esac
}
complete -o default -F ${name} ${program.name}
`;
}
