import { type CommandShape, flatten, functionName, quote } from "./command-shape.js";

/** A script that completes a program's words in zsh, with their descriptions. */
export function zshCompletion(program: CommandShape): string {
  const name = functionName(program.name);
  const all = flatten(program);
  const steps = all.flatMap(({ path, below }) =>
    below.map((next) => `      ${quote(`${path} ${next.name}`)}) at=${quote(next.path)} ;;`),
  );
  const values = all.flatMap(({ path, options }) =>
    options.flatMap(({ flags, value }) =>
      value === "none"
        ? []
        : flags.map((flag) => {
            const offer = value === "any" ? "_files" : `compadd -- ${value.map(quote).join(" ")}`;
            return `    ${quote(`${path} ${flag}`)}) ${offer}; return ;;`;
          }),
    ),
  );
  const words = all.map(({ path, options, below }) => {
    const offered = [
      ...below.map((next) => described(next.name, next.description)),
      ...options.flatMap(({ flags, description }) =>
        flags.map((flag) => described(flag, description)),
      ),
    ];
    return `    ${quote(path)}) offered=(${offered.join(" ")}) ;;`;
  });
  return `#compdef ${program.name}
# zsh completion for ${program.name}
${name}() {
  local at=${quote(program.path)} word
  local -a offered
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in
${steps.join("\n")}
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${values.join("\n")}
  esac
  case "$at" in
${words.join("\n")}
  esac
  _describe "$at" offered
}
if [ "$funcstack[1]" = "${name}" ]; then ${name} "$@"; else compdef ${name} ${program.name}; fi
`;
}

function described(word: string, description: string): string {
  return quote(`${word.replaceAll(":", "\\:")}:${description}`);
}
