import fs from "node:fs";
import os from "node:os";

/** Juju's names of processor architectures, by Node.js's; others are named alike. */
const architectures: Readonly<Record<string, string>> = {
  x64: "amd64",
  ia32: "i386",
  arm: "armhf",
  ppc64: "ppc64el",
};

/** What an agent of this version would be called on this machine: `3.6.28-ubuntu-amd64`. */
export function binaryVersion(
  number: string,
  system: string = osName(),
  arch: string = os.arch(),
): string {
  return `${number}-${system}-${architectures[arch] ?? arch}`;
}

/** Juju's name of this operating system. */
function osName(): string {
  try {
    return osNameOf(fs.readFileSync("/etc/os-release", "utf8"));
  } catch {
    return "genericlinux"; // nothing says what it is, which is what this word is for
  }
}

/** @param release - `/etc/os-release` */
export function osNameOf(release: string): string {
  const id = /^ID="?([a-z0-9._-]+)"?$/m.exec(release)?.[1];
  return id === "ubuntu" || id === "centos" ? id : "genericlinux";
}
