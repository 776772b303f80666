/**
 * Gives an object's keys the spelling that is expected, in whatever case they came, and leaves out
 * what is unknown and what is `null`. As in Go, of two spellings of one key the later counts.
 */
export function foldKeys(names) {
  const exact = new Set(names);
  const folded = new Map(names.map((name) => [name.toLowerCase(), name]));
  return (input) => {
    const output = {};
    for (const key of Object.keys(input)) {
      const value = input[key];
      if (value === null) continue;
      const name = exact.has(key) ? key : folded.get(key.toLowerCase());
      if (name !== undefined) output[name] = value;
    }
    return output;
  };
}
