// A Debian package of the bundle: Node.js inside, the units, a user and its folders.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

import { root } from "../workspace.ts";
import { version as ownVersion } from "./bundle.ts";
import { wrappers, writeWrappers } from "./wrapper.ts";

const home = "/usr/lib/holdfast";

const units = [
  "apps/machine-agent/systemd/holdfast-machine-agent@.service",
  "apps/model-agent/systemd/holdfast-model-agent@.service",
  "apps/controller/systemd/holdfast-controller.service",
];

const postinst = `#!/bin/sh
set -e
if [ "$1" = configure ]; then
  if ! getent passwd holdfast > /dev/null; then
    adduser --system --group --quiet --home /var/lib/holdfast --no-create-home --shell /usr/sbin/nologin holdfast
  fi
  for folder in /var/lib/holdfast /var/lib/holdfast-controller; do
    [ -d "$folder" ] || install -d -o holdfast -g holdfast -m 0700 "$folder"
  done
  if [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload || true
    # What does not come up again says so itself: the package is installed all the same.
    [ -z "$2" ] || systemctl try-restart 'holdfast-*.service' || true
  fi
fi
`;

const prerm = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl stop 'holdfast-*.service' || true
fi
`;

const postrm = `#!/bin/sh
set -e
# Removed, what agents and controllers have written stays: it is how they get in again. The user stays
# in any case, since files elsewhere may be its own.
if [ "$1" = purge ]; then
  rm -rf /var/lib/holdfast /var/lib/holdfast-controller
  rm -f /etc/default/holdfast-machine-agent /etc/default/holdfast-model-agent /etc/default/holdfast-controller
  for unit in holdfast-controller holdfast-machine-agent@ holdfast-model-agent@; do
    rm -f /etc/systemd/system/*.wants/"$unit"*.service
  done
fi
if [ -d /run/systemd/system ]; then
  systemctl --system daemon-reload || true
  [ "$1" != purge ] || systemctl reset-failed 'holdfast-*.service' || true
fi
`;

/** Debian's word for this machine. */
function architecture(): string {
  const known: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
  return known[process.arch] ?? process.arch;
}

/** Whether packages can be made here. */
export function hasDpkg(): boolean {
  try {
    execFileSync("dpkg-deb", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** What {@link writeDebianPackage} makes a package of. */
export interface DebianPackage {
  readonly bundle: string;
  /** dpkg-deb's word for it; `none` where the package does not go far. */
  readonly compression: "xz" | "none";
  /** The one that all packages have, where it is left out. */
  readonly version?: string;
}

/** Writes the package into a folder; answers with its path. */
export function writeDebianPackage(folder: string, wanted: DebianPackage): string {
  const { bundle, compression, version = ownVersion } = wanted;
  const tree = fs.mkdtempSync(path.join(folder, "deb-"));
  try {
    fs.chmodSync(tree, 0o755);
    const at = (place: string): string => path.join(tree, place);
    fs.mkdirSync(at(home), { recursive: true });
    fs.copyFileSync(bundle, at(`${home}/holdfast.mjs`));
    fs.copyFileSync(process.execPath, at(`${home}/node`));
    fs.chmodSync(at(`${home}/node`), 0o755);
    // A name as common as `controller` is not a package's to take.
    const all = Object.entries(wrappers(`${home}/node`, `${home}/holdfast.mjs`));
    const own = all.filter(([name]) => name !== "controller");
    writeWrappers(at("/usr/bin"), Object.fromEntries(own));
    fs.mkdirSync(at("/lib/systemd/system"), { recursive: true });
    for (const unit of units) {
      const text = fs.readFileSync(path.join(root, unit), "utf8");
      fs.writeFileSync(
        at(`/lib/systemd/system/${path.basename(unit)}`),
        text.replace("ExecStart=/usr/bin/env ", "ExecStart=/usr/bin/holdfast "),
      );
    }
    fs.mkdirSync(at("/usr/share/doc/holdfast"), { recursive: true });
    fs.copyFileSync(path.join(root, "LICENSE"), at("/usr/share/doc/holdfast/copyright"));
    writeControl(at("/DEBIAN"), version);
    const target = path.join(folder, `holdfast_${version}_${architecture()}.deb`);
    const words = ["--root-owner-group", `-Z${compression}`, "-z1", "--build", tree, target];
    execFileSync("dpkg-deb", words, { stdio: ["ignore", "ignore", "inherit"] });
    return target;
  } finally {
    fs.rmSync(tree, { recursive: true, force: true });
  }
}

function writeControl(folder: string, version: string): void {
  fs.mkdirSync(folder, { mode: 0o755 });
  const control = [
    "Package: holdfast",
    `Version: ${version}`,
    `Architecture: ${architecture()}`,
    "Maintainer: Holdfast <holdfast@localhost>",
    "Depends: adduser, libc6, libstdc++6",
    "Recommends: systemd",
    "Section: admin",
    "Priority: optional",
    "Description: agents that keep their connection to a controller",
    " The agent of one machine, the agent of many models, and a small controller,",
    " which speak Juju's protocol. Node.js is inside.",
    "",
  ].join("\n");
  fs.writeFileSync(path.join(folder, "control"), control);
  for (const [name, text] of Object.entries({ postinst, prerm, postrm })) {
    fs.writeFileSync(path.join(folder, name), text, { mode: 0o755 });
    fs.chmodSync(path.join(folder, name), 0o755);
  }
}
