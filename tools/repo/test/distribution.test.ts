// What people without npm are handed, made and tried.
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { version, writeBundle } from "../src/distribution/bundle.ts";
import { hasDpkg, writeDebianPackage } from "../src/distribution/debian.ts";
import { writeImageFiles } from "../src/distribution/oci.ts";
import { wrappers, writeWrappers } from "../src/distribution/wrapper.ts";

const slow = { timeout: 120_000 };
let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-dist-"));
  // Far from any node_modules, so that nothing outside of it can be of help.
  bundle = path.join(folder, "holdfast.mjs");
  await writeBundle(bundle);
}, slow.timeout);
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function run(...words: readonly string[]): { status: number | null; out: string; err: string } {
  const options = { cwd: folder, encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], options);
  return { status, out: stdout, err: stderr };
}

/** Starts a program of the bundle, and waits until it has said that. */
async function start(said: RegExp, ...words: readonly string[]): Promise<ChildProcess> {
  return await startWith({}, said, ...words);
}

async function startWith(
  env: Readonly<Record<string, string>>,
  said: RegExp,
  ...words: readonly string[]
): Promise<ChildProcess> {
  const options = { cwd: folder, env: { ...process.env, ...env } };
  const child = spawn(process.execPath, [bundle, ...words], options);
  onTestFinished(() => void child.kill("SIGKILL"));
  let text = "";
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        text += String(data);
        if (said.test(text)) resolve();
      });
    }
    child.once("close", () => reject(new Error(`it ended: ${text}`)));
  });
  return child;
}

async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "close");
  child.kill("SIGTERM");
  return (await ended)[0];
}

describe("one file", () => {
  test("is a controller and an agent that joins it, with nothing beside it", slow, async () => {
    const controller = await start(/is ready at/, "controller", "run", "--data-dir", "c");
    const token = run("controller", "add-machine", "--join", "--data-dir", "c").out.trim();
    const agent = await start(
      /machiner started/,
      "machine-agent",
      "join",
      "--data-dir",
      "a",
      token,
    );
    const which = ["--data-dir", "a", "--agent", "machine-0"];
    expect(run("machine-agent", "status", ...which).out).toMatch(/^● connected to controller-/);
    expect(await stop(agent)).toBe(0);
    expect(await stop(controller)).toBe(0);
  });

  test("sends metrics and traces where OpenTelemetry's variables say", slow, async () => {
    const asked = new Set<string>();
    const both = Promise.withResolvers<void>();
    const collector = http.createServer((request, response) => {
      asked.add(request.url ?? "");
      if (asked.has("/v1/metrics") && asked.has("/v1/traces")) both.resolve();
      request.resume().once("end", () => response.end());
    });
    collector.listen(0, "127.0.0.1");
    await once(collector, "listening");
    onTestFinished(() => void collector.close());
    const address = collector.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const controller = await start(/is ready at/, "controller", "run", "--data-dir", "c2");
    const token = run("controller", "add-machine", "--join", "--data-dir", "c2").out.trim();
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      OTEL_BSP_SCHEDULE_DELAY: "500",
    };
    const words = ["machine-agent", "join", "--data-dir", "a2", token];
    const agent = await startWith(env, /machiner started/, ...words);
    await both.promise;
    expect(await stop(agent)).toBe(0);
    expect(await stop(controller)).toBe(0);
  });

  test("says its version, its programs, and what is wrong, in one line", () => {
    expect(run("--version")).toMatchObject({ status: 0, out: `${version}\n` });
    expect(run("model-agent", "--version")).toMatchObject({ status: 0, out: `${version}\n` });
    expect(run("--help").out).toContain("controller|machine-agent|model-agent");
    for (const words of [[], ["nonsense"], ["toString"]]) {
      const { status, err } = run(...words);
      expect(err).toMatch(/^error ERR_USAGE: usage: holdfast .*\n$/);
      expect(status).toBe(2);
    }
  });
});

test("the commands on the PATH are scripts, and nothing else of their names is overwritten", () => {
  const bin = path.join(folder, "bin with 'quotes'");
  fs.mkdirSync(bin);
  fs.writeFileSync(path.join(bin, "controller"), "somebody else's");
  const scripts = wrappers(process.execPath, bundle);
  expect(writeWrappers(bin, scripts)).toEqual([path.join(bin, "controller")]);
  expect(writeWrappers(bin, scripts)).toEqual([path.join(bin, "controller")]);
  for (const words of ["holdfast machine-agent", "machine-agent"]) {
    const [name = "", ...rest] = words.split(" ");
    const out = execFileSync(path.join(bin, name), [...rest, "--version"], { encoding: "utf8" });
    expect(out).toBe(`${version}\n`);
  }
  expect(fs.readFileSync(path.join(bin, "controller"), "utf8")).toBe("somebody else's");
});

// Node's own way to make folders never returned from the first of these.
test.skipIf(!fs.existsSync("/proc/self")).each(["/proc/none", "/dev/null"])(
  "npm run setup says in one line, before it builds, that nothing can be put in %s",
  slow,
  (prefix) => {
    const command = path.join(import.meta.dirname, "../src/commands/install.ts");
    const options = { cwd: folder, encoding: "utf8", timeout: 60_000 } as const;
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, prefix], options);
    expect(stderr).toMatch(
      /^error: nothing can be installed in \/\S+ \((ENOENT|ENOTDIR)\): name another place, npm run setup -- PREFIX\n$/,
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  },
);

test("the image's files name what is beside them", () => {
  const files = writeImageFiles(folder, bundle);
  const text = fs.readFileSync(path.join(files, "Containerfile"), "utf8");
  for (const [, from = ""] of text.matchAll(/^COPY (\S+) /gm)) {
    expect(fs.existsSync(path.join(files, from))).toBe(true);
  }
  expect(fs.readdirSync(path.join(files, "lib")).toSorted()).toEqual(["holdfast.mjs", "node"]);
});

test.skipIf(!hasDpkg())(
  "the Debian package holds Node.js, the commands and the units",
  slow,
  () => {
    const deb = writeDebianPackage(folder, { bundle, compression: "none" });
    const root = path.join(folder, "root");
    execFileSync("dpkg-deb", ["--extract", deb, root]);
    const units = fs.readdirSync(path.join(root, "lib/systemd/system"));
    expect(units.toSorted()).toEqual([
      "holdfast-controller.service",
      "holdfast-machine-agent@.service",
      "holdfast-model-agent@.service",
    ]);
    for (const unit of units) {
      const text = fs.readFileSync(path.join(root, "lib/systemd/system", unit), "utf8");
      expect(text).toMatch(
        /^ExecStart=\/usr\/bin\/holdfast (controller|machine-agent|model-agent) /m,
      );
    }
    // A name as common as `controller` is not a package's to take.
    expect(fs.readdirSync(path.join(root, "usr/bin")).toSorted()).toEqual([
      "holdfast",
      "machine-agent",
      "model-agent",
    ]);
    const node = path.join(root, "usr/lib/holdfast/node");
    const inside = path.join(root, "usr/lib/holdfast/holdfast.mjs");
    expect(execFileSync(node, [inside, "--version"], { encoding: "utf8" })).toBe(`${version}\n`);
    const fields = execFileSync("dpkg-deb", ["--field", deb, "Package", "Version"], {
      encoding: "utf8",
    });
    expect(fields).toBe(`Package: holdfast\nVersion: ${version}\n`);
  },
);
