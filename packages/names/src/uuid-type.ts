/** A type of the compiler's alone: no value has such a member. */
declare const uuidMark: unique symbol;

type HexDigit =
  | ("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9")
  | ("a" | "b" | "c" | "d" | "e" | "f");

/**
 * A UUID as Juju writes it: lower case, 8-4-4-4-12. A literal of that form is one as it stands, a tag
 * never is (no kind of tag begins with two hexadecimal digits), and any other text is one once
 * `isUuid` or `parseUuid` has looked at it.
 */
export type Uuid = `${HexDigit}${HexDigit}${string}-${string}-${string}-${string}-${string}` & {
  readonly [uuidMark]?: true;
};

/**
 * Text that stands for a tag, and that nobody has looked at yet: what a message on the wire has. Every
 * text is one for the compiler, except what is known to be a {@link Uuid}.
 */
export type TagText = string & { readonly [uuidMark]?: never };
