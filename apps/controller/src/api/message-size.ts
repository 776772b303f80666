import { ApiError } from "@holdfast/rpc";

/** How much a call's parameters may hold. */
export interface SizeLimits {
  /** Values, members and items all counted. */
  readonly values: number;
  /** Characters of all texts together. */
  readonly characters: number;
}

const tooLarge = (): ApiError =>
  new ApiError("the parameters of the call hold too much: ask for less at a time", {
    code: "quota limit exceeded",
  });

/**
 * Counts what parameters hold before they are read: what is read member by member costs a hundred
 * times what its text does.
 *
 * @throws ApiError `quota limit exceeded`
 */
export function checkSize(params: unknown, { values, characters }: SizeLimits): void {
  let count = 0;
  let text = 0;
  const left: unknown[] = [params];
  while (left.length > 0) {
    const value = left.pop();
    count += 1;
    if (typeof value === "string") text += value.length;
    else if (typeof value === "object" && value !== null) {
      const members: unknown[] = Array.isArray(value) ? value : Object.values(value);
      if (count + left.length + members.length > values) throw tooLarge();
      for (const member of members) left.push(member);
    }
    if (count > values || text > characters) throw tooLarge();
  }
}
