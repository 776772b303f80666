// Packs every package that is published, as it would be published; needs what `turbo run build`
// builds. The tarballs go into a temporary folder that is removed when the process ends.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** A new temporary folder, removed when the process ends. */
export function temporaryFolder(purpose) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), `holdfast-${purpose}-`)));
  process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Every package that is published, or those of these names: its name, its room (`packages/rpc`) and
 * its tarball.
 */
export function packed(...names) {
  const folder = temporaryFolder("packed");
  const packages = [];
  for (const floor of ["packages", "apps"]) {
    for (const name of fs.readdirSync(path.join(root, floor))) {
      const room = `${floor}/${name}`;
      const file = path.join(root, room, "package.json");
      if (!fs.existsSync(file)) continue;
      const manifest = JSON.parse(fs.readFileSync(file, "utf8"));
      if (manifest.private || (names.length > 0 && !names.includes(manifest.name))) continue;
      const tarball = path.join(folder, `${manifest.name.replaceAll(/[@/]/g, "-")}.tgz`);
      execFileSync("pnpm", ["pack", "--out", tarball], {
        cwd: path.join(root, room),
        stdio: ["ignore", "ignore", "inherit"],
        shell: process.platform === "win32",
      });
      packages.push({ name: manifest.name, room, tarball });
    }
  }
  return packages;
}
