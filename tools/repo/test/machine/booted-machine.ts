// A Debian machine that really boots: systemd as process 1 of a container, with a network of its own and
// all its files in memory. Nothing of it is left when it is gone.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";

/** What a command in the machine came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const start = `
set -e
mount -t tmpfs -o mode=755,size=3g none "$1"
tar -C "$1" -xf "$2"
echo holdfast-test > "$1/etc/hostname"
echo "127.0.0.1 localhost holdfast-test" > "$1/etc/hosts"
shift 2
# 133: it is to be started again.
code=133
while [ $code = 133 ]; do
  code=0
  systemd-nspawn "$@" || code=$?
done
exit $code
`;

/** How long it may take to boot, in ms, on cores that do other things too. */
const patience = 120_000;

/** One machine, from its boot until it is disposed of. */
export class BootedMachine implements AsyncDisposable {
  readonly #nspawn: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<unknown>;
  #said = "";

  private constructor(nspawn: ChildProcess, folder: string) {
    this.#nspawn = nspawn;
    this.#folder = folder;
    this.#ended = once(nspawn, "close");
    for (const stream of [nspawn.stdout, nspawn.stderr]) {
      stream?.on("data", (data) => (this.#said += String(data)));
    }
  }

  /**
   * @param archive - of its files
   * @param shared - a folder that it sees as `/shared`
   * @throws where it does not come up
   */
  static async boot(archive: string, shared: string): Promise<BootedMachine> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-machine-"));
    // Where the host's own systemd runs, it is asked for a cgroup of its own.
    const group = fs.existsSync("/run/systemd/system") ? [] : ["--keep-unit"];
    const words = [
      ["--mount", "--propagation", "private", "--", "sh", "-c", start, "start", folder, archive],
      ["--quiet", "--boot", "--register=no", ...group, "--private-network", "--console=pipe"],
      ["--machine=holdfast-test", `--bind-ro=${shared}:/shared`, `--directory=${folder}`],
    ];
    const nspawn = spawn("unshare", words.flat(), { stdio: ["ignore", "pipe", "pipe"] });
    const machine = new BootedMachine(nspawn, folder);
    try {
      await machine.untilUp();
      return machine;
    } catch (error) {
      await machine[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Runs a script as root, whatever comes of it. */
  attempt(script: string): Promise<Ran> {
    const pid = this.#init();
    if (pid === undefined) return Promise.resolve({ code: -1, out: "", err: "not booted" });
    const spaces = ["--mount", "--uts", "--ipc", "--net", "--pid"];
    const words = ["--target", String(pid), ...spaces, "--", "/bin/bash", "-c", script];
    const env = {
      PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C",
    };
    return new Promise((resolve) => {
      execFile("nsenter", words, { env, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, out, err });
      });
    });
  }

  /** Runs a script as root; answers with what it says. @throws where it ends with anything but 0 */
  async run(script: string): Promise<string> {
    const { code, out, err } = await this.attempt(script);
    if (code !== 0) throw new Error(`ended with ${code}: ${script}\n${out}${err}`);
    return out.trimEnd();
  }

  /** Waits until a script says what fits. @throws with what it said last */
  async until(script: string, fits: RegExp, ms: number = patience): Promise<string> {
    const end = performance.now() + ms;
    for (;;) {
      const { out, err } = await this.attempt(script);
      if (fits.test(out)) return out.trimEnd();
      if (performance.now() > end || this.#nspawn.exitCode !== null) {
        throw new Error(`${script} never said ${fits}, but: ${out}${err}\n${this.#said}`);
      }
      await pause();
    }
  }

  /** What systemd knows of a unit. */
  show(unit: string, property: string): Promise<string> {
    return this.run(`systemctl show --property ${property} --value ${unit}`);
  }

  /** Restarts the machine, its files as they are, and waits until it is up. */
  async reboot(): Promise<void> {
    const before = this.#init();
    await this.attempt("systemctl reboot");
    const end = performance.now() + patience;
    while ([before, undefined].includes(this.#init())) {
      if (performance.now() > end) throw new Error(`it does not come back: ${this.#said}`);
      await pause();
    }
    await this.untilUp();
  }

  async untilUp(): Promise<void> {
    await this.until("systemctl is-active multi-user.target", /^active$/m);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The shell first, which would start it again.
    const all = [this.#nspawn.pid ?? 0, ...descendants(this.#nspawn.pid ?? 0)];
    for (const pid of all.filter((each) => each > 0 && commandOf(each) !== undefined)) {
      process.kill(pid, "SIGKILL");
    }
    await this.#ended;
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Its process 1, as the host numbers it: the first below us with process numbers of its own. */
  #init(): number | undefined {
    const host = namespaceOf("self");
    const inside = [...descendants(this.#nspawn.pid ?? 0)].find((pid) => {
      const own = namespaceOf(String(pid));
      return own !== undefined && own !== host && commandOf(pid) === "systemd";
    });
    return inside;
  }
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

function* descendants(pid: number): Generator<number> {
  const text = readProc(`${pid}/task/${pid}/children`) ?? "";
  for (const child of text
    .split(" ")
    .filter((word) => word !== "")
    .map(Number)) {
    yield child;
    yield* descendants(child);
  }
}

const commandOf = (pid: number): string | undefined => readProc(`${pid}/comm`)?.trim();

/** Undefined where it has ended. */
function readProc(name: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${name}`, "utf8");
  } catch {
    return undefined;
  }
}

function namespaceOf(pid: string): string | undefined {
  try {
    return fs.readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}
