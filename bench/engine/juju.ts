/*
 * Juju's own dependency engine, in Go, measured on the same graphs in the same run: a small program
 * of ours (go/) with github.com/juju/worker/v5 as a module. Where there is no Go, or the module cannot
 * be had, there is nothing to compare with, and the table says so.
 */
import { execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { measured, type Measured } from "./figures.js";
import type { Shape } from "./shapes.js";

export type Variant = "plain" | "optional" | "delayed";

/** ms that one graph may take, a chain of ten thousand included. */
const LONGEST = 600_000;

/** The built program, until it is disposed of. */
export class JujuEngine implements Disposable {
  readonly version: string;
  readonly #folder: string;
  readonly #program: string;

  private constructor(folder: string, program: string, version: string) {
    this.#folder = folder;
    this.#program = program;
    this.version = version;
  }

  /** Builds it; a text that says why where it cannot be built. */
  static build(): JujuEngine | string {
    const source = path.join(import.meta.dirname, "../../engine/go");
    const version = spawnSync("go", ["version"], { encoding: "utf8" });
    if (version.status !== 0) return "Go is not installed";
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "juju-engine-"));
    const program = path.join(folder, "juju-engine");
    const built = spawnSync("go", ["build", "-o", program, "."], { cwd: source, encoding: "utf8" });
    if (built.status === 0) {
      const worker = fs.readFileSync(path.join(source, "go.mod"), "utf8");
      const [, module = "?"] = /juju\/worker\/v5 (\S+)/.exec(worker) ?? [];
      const [go = "?"] = /go\d[\d.]*/.exec(version.stdout) ?? [];
      return new JujuEngine(folder, program, `juju/worker ${module}, ${go}`);
    }
    fs.rmSync(folder, { recursive: true });
    return `the Go program could not be built: ${built.stderr.trim().split("\n").at(-1) ?? ""}`;
  }

  /** One graph in a process of its own. */
  measure(shape: Shape, size: number, variant: Variant): Measured {
    const args = [shape, String(size), variant];
    const said: unknown = JSON.parse(
      execFileSync(this.#program, args, { encoding: "utf8", timeout: LONGEST }),
    );
    return measured(Object.fromEntries(Object.entries(said ?? {})));
  }

  [Symbol.dispose](): void {
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }
}
