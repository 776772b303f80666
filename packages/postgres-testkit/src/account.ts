import fs from "node:fs";
import process from "node:process";

/** Who runs the server: PostgreSQL refuses to be run by root. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** `postgres` or `nobody` where we are root; undefined where we are somebody ourselves. */
export function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const lines = fs.readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("there is neither a user postgres nor nobody, and root may not run PostgreSQL");
}
