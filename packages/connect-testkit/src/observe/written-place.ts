import fs from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file that is written to: given as a path, a URL, a descriptor or a FileHandle. */
export function placeOf(place: unknown): string {
  if (typeof place === "string") return place;
  if (Buffer.isBuffer(place)) return place.toString();
  if (place instanceof URL) return fileURLToPath(place);
  const descriptor =
    typeof place === "object" && place !== null && "fd" in place ? place.fd : place;
  return typeof descriptor === "number" ? pathOfDescriptor(descriptor) : "a file";
}

/** Linux tells; elsewhere the descriptor is all there is to say. */
function pathOfDescriptor(descriptor: number): string {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return `file descriptor ${descriptor}`;
  }
}
