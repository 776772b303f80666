/** No more letters than this may differ, however long the names: so that a band of 32 bits holds them. */
const MOST = 10;

/** So many letters of names are read at most, in about 30 ms: it is a hint, and nobody waits for it. */
const MOST_LETTERS = 2_000_000;

/**
 * The name nearest to `wanted`, or undefined where none is near enough to be a slip of the pen:
 * a third of its letters may differ (and no more than ten), and two neighbours that changed places
 * count as one.
 */
export function nearestName(wanted: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = Math.min(MOST, Math.max(1, Math.floor(wanted.length / 3))) + 1;
  let lettersLeft = MOST_LETTERS;
  const pattern = new Pattern(wanted);
  for (const name of names) {
    if (name === wanted || Math.abs(name.length - wanted.length) >= least) continue;
    const distance = pattern.distance(name, least);
    if (distance < least) {
      least = distance;
      nearest = name;
    }
    lettersLeft -= name.length;
    if (least === 1 || lettersLeft < 0) break;
  }
  return nearest;
}

/** Put in front of both words where they are shorter than a band is wide: it changes no distance. */
const PAD = "  ";

/**
 * A word, for its distance from many others: insertions, deletions, substitutions and swaps of
 * neighbours that lead from one to the other (the optimal string alignment distance). Of the table of
 * distances only a band of 32 diagonals is worked out, a column of it at a time, as the differences
 * between neighbouring cells, one bit each (Hyyrö, "A bit-vector algorithm for computing Levenshtein and
 * Damerau edit distances", 2003).
 */
class Pattern {
  readonly #isPadded: boolean;
  readonly #word: string;
  readonly #length: number;
  readonly #words: number;
  /** The place of each letter of the word in the table below; 0 for any other letter. */
  readonly #letters: Uint16Array = new Uint16Array(65_536);
  /** For each letter, at which places in the word it stands: one bit each. */
  readonly #places: Int32Array;

  constructor(text: string) {
    this.#isPadded = text.length <= PAD.length;
    const word = this.#isPadded ? PAD + text : text;
    this.#word = word;
    this.#length = word.length;
    this.#words = (word.length >> 5) + 2;
    let letters = 0;
    for (let index = 0; index < word.length; index += 1) {
      const code = word.charCodeAt(index);
      if (this.#letters[code] === 0) this.#letters[code] = letters += 1;
    }
    this.#places = new Int32Array((letters + 1) * this.#words);
    for (let index = 0; index < word.length; index += 1) {
      const row = (this.#letters[word.charCodeAt(index)] ?? 0) * this.#words;
      this.#places[row + (index >> 5)] = (this.#places[row + (index >> 5)] ?? 0) | (1 << index);
    }
  }

  /** @returns `limit`, or more, where there are as many */
  distance(text: string, limit: number): number {
    const other = this.#isPadded ? PAD + text : text;
    // One diagonal more than can matter: at the edge of the band no swap is seen.
    const band = limit;
    // What both have in front adds nothing; but as much of the word is left as the band is wide.
    const start = this.#commonStart(other, this.#length - band - 1);
    const columns = other.length - start;
    // How the cell that is followed goes: along a diagonal, from the band's edge to the last row …
    const diagonal = this.#length - start - band;
    // … and then along that row, where it may become less again, by one at each step.
    const horizontal = columns - diagonal;
    let distance = band;
    let horizontalBit = 1 << 30;
    let below = -1 << (31 - band);
    let above = 0;
    let same = -1;
    let placesBefore = 0;
    for (let column = 0; column < columns; column += 1) {
      const first = column + band - 31;
      const all = this.#placesFrom(other.charCodeAt(start + column), start + first);
      const places = first < 0 ? all & (-1 << -first) : all;
      const swapped = ~same & (places << 1) & (placesBefore >>> 1);
      same = (((places & below) + below) ^ below) | places | above | swapped;
      const right = above | ~(same | below);
      const left = same & below;
      if (column < diagonal) {
        if (same >= 0) distance += 1;
        if (distance - horizontal >= limit) return limit;
      } else {
        if ((right & horizontalBit) !== 0) distance += 1;
        if ((left & horizontalBit) !== 0) distance -= 1;
        horizontalBit >>>= 1;
      }
      below = left | ~((same >>> 1) | right);
      above = (same >>> 1) & right;
      placesBefore = places;
    }
    return distance;
  }

  #commonStart(other: string, most: number): number {
    const word = this.#word;
    const end = Math.min(most, other.length);
    let length = 0;
    while (length < end && word.charCodeAt(length) === other.charCodeAt(length)) length += 1;
    return length;
  }

  /** Where the letter stands, of the 32 places from `first` on, which may be less than 0. */
  #placesFrom(code: number, first: number): number {
    const letter = this.#letters[code] ?? 0;
    if (letter === 0) return 0;
    const row = letter * this.#words;
    if (first < 0) return (this.#places[row] ?? 0) << -first;
    const word = row + (first >> 5);
    const shift = first & 31;
    const low = (this.#places[word] ?? 0) >>> shift;
    return shift === 0 ? low : low | ((this.#places[word + 1] ?? 0) << (32 - shift));
  }
}
