import { InvalidVersionError } from "./errors.js";

/** A version as Juju numbers itself. `tag` is `''` for a release, `beta` in `3.6-beta2`. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly tag: string;
  readonly patch: number;
  /** 0 where the text has none. */
  readonly build: number;
}

// Nine digits, as in the original: what is longer would not fit its integers.
const NUMBER = String.raw`\d{1,9}`;
const PATTERN = new RegExp(
  `^(?<major>${NUMBER})\\.(?<minor>${NUMBER})(?:\\.|-(?<tag>[a-z]+))(?<patch>${NUMBER})(?:\\.(?<build>${NUMBER}))?$`,
  "u",
);

/**
 * Reads `3.6.1`, `3.6-beta2` and either with a fourth number, the build.
 *
 * @throws {@link InvalidVersionError} for anything else
 */
export function parseVersion(text: string): Version {
  const parts = PATTERN.exec(text)?.groups;
  if (parts === undefined) throw new InvalidVersionError(text);
  return {
    major: Number(parts["major"]),
    minor: Number(parts["minor"]),
    tag: parts["tag"] ?? "",
    patch: Number(parts["patch"]),
    build: Number(parts["build"] ?? 0),
  };
}

/** The version's one spelling. */
export function formatVersion(version: Version): string {
  const { major, minor, tag, patch, build } = version;
  const end = build === 0 ? "" : `.${build}`;
  return `${major}.${minor}${tag === "" ? "." : `-${tag}`}${patch}${end}`;
}

/**
 * Negative where `a` is older, positive where it is newer. `3.6-beta2` is older than `3.6.0`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareVersions, formatVersion, parseVersion } from "@holdfast/names";
 *
 * const versions = ["3.6.0", "3.6-beta2", "3.5.4"].map((text) => parseVersion(text));
 * assert.deepEqual(versions.toSorted(compareVersions).map(formatVersion), [
 *   "3.5.4",
 *   "3.6-beta2",
 *   "3.6.0",
 * ]);
 * ```
 */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major ||
    a.minor - b.minor ||
    compareVersionTags(a.tag, b.tag) ||
    a.patch - b.patch ||
    a.build - b.build
  );
}

/** Alphabetical (alpha, beta, rc), a release after them all. */
function compareVersionTags(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? 1 : -1;
  return a < b ? -1 : 1;
}
