/** How many values a label may have before the rest are counted together. */
const mostValues = 200;

/** Lets a bounded number of values through; later ones become `other`. */
export function boundedLabel(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= mostValues) return "other";
    known.add(value);
    return value;
  };
}
