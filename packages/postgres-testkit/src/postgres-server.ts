import { execFileSync } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

import { Client } from "pg";

import { type Account, unprivileged } from "./account.js";
import { findPrograms } from "./programs.js";
import { type Supervised, supervise } from "./supervised.js";

/** `fast` ends its sessions, `immediate` leaves recovery to the next start, `kill` is `kill -9` of all of it. */
export type HowToStop = "fast" | "immediate" | "kill";

export interface PostgresServerOptions {
  /** More of postgresql.conf, by name. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Lines of pg_hba.conf, before the one that trusts everybody on loopback. */
  readonly access?: readonly string[];
}

const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT", kill: "SIGKILL" } as const;
/** ms between two looks at whether it accepts connections. */
const LOOK = 50;

/** A PostgreSQL of its own: a temporary folder, a free port of 127.0.0.1, and nothing of it left behind. */
export class PostgresServer implements AsyncDisposable {
  /** Everything of it, its Unix socket too. */
  readonly folder: string;
  readonly port: number;
  /** The folder of `psql` and `pg_dump`. */
  readonly bin: string;
  readonly #account: Account | undefined;
  readonly #env: NodeJS.ProcessEnv;
  #running: Supervised | undefined;
  #databases = 0;

  private constructor(given: {
    readonly bin: string;
    readonly port: number;
    readonly env: NodeJS.ProcessEnv;
  }) {
    this.bin = given.bin;
    this.port = given.port;
    this.#env = given.env;
    this.#account = unprivileged();
    // A Unix socket's path has 107 bytes at the most.
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), "pg-"));
    if (this.#account !== undefined)
      fs.chownSync(this.folder, this.#account.uid, this.#account.gid);
  }

  /** Makes a cluster and starts it. Where there is no PostgreSQL, it throws the reason. */
  static async start(options: PostgresServerOptions = {}): Promise<PostgresServer> {
    const programs = findPrograms();
    if (programs.kind === "missing") throw new Error(programs.reason);
    const { bin, libraries } = programs;
    const env = {
      ...process.env,
      LC_ALL: "C",
      ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
    };
    const server = new PostgresServer({ bin, port: await freePort(), env });
    try {
      server.#makeCluster(options);
      await server.restart();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Of the server's first process. */
  get pid(): number {
    if (this.#running === undefined) throw new Error("PostgreSQL does not run");
    return this.#running.pid;
  }

  /** The folder of the cluster's files. */
  get data(): string {
    return path.join(this.folder, "data");
  }

  url(database: string): string {
    return `postgres://holdfast@127.0.0.1:${this.port}/${database}`;
  }

  /** A new empty database's URL; further words of SQL's after its name. */
  async freshDatabase(more = ""): Promise<string> {
    const name = `test_${++this.#databases}`;
    await this.query("postgres", `CREATE DATABASE ${name} ${more}`);
    return this.url(name);
  }

  /** What a query gives, on a connection of its own, as the superuser. */
  async query(database: string, sql: string): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url(database) });
    client.on("error", () => undefined); // the query tells of it
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** Fulfilled once none of its processes is left. */
  async stop(how: HowToStop = "fast"): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    const children = how === "kill" ? childrenOf(running.pid) : [];
    for (const pid of [running.pid, ...children]) signal(pid, SIGNALS[how]);
    await running.ended;
    while (children.some(runs)) await delay(LOOK);
  }

  /** Starts it, on the same port and folder; fulfilled once it accepts connections. */
  async restart(): Promise<void> {
    await this.stop();
    this.#running = await supervise({
      command: [path.join(this.bin, "postgres"), "-D", this.data],
      folder: this.folder,
      account: this.#account,
      env: this.#env,
      log: path.join(this.folder, "log"),
    });
    await this.#untilAccepting(this.#running);
  }

  /** Stops all its processes from running, as on a machine that hangs. */
  freeze(): void {
    for (const pid of [this.pid, ...childrenOf(this.pid)]) signal(pid, "SIGSTOP");
  }

  thaw(): void {
    for (const pid of [...childrenOf(this.pid), this.pid]) signal(pid, "SIGCONT");
  }

  /** What it logged. */
  log(): string {
    return fs.readFileSync(path.join(this.folder, "log"), "utf8");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop("kill");
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  #makeCluster({ settings = {}, access = [] }: PostgresServerOptions): void {
    const as =
      this.#account === undefined ? {} : { uid: this.#account.uid, gid: this.#account.gid };
    execFileSync(
      path.join(this.bin, "initdb"),
      ["-D", this.data, "-U", "holdfast", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync"],
      { cwd: this.folder, env: this.#env, stdio: ["ignore", "ignore", "pipe"], ...as },
    );
    const all: Readonly<Record<string, string>> = {
      listen_addresses: "127.0.0.1",
      port: String(this.port),
      unix_socket_directories: this.folder,
      // What it keeps is a test's: it need not outlive the machine, only the server's processes.
      fsync: "off",
      full_page_writes: "off",
      shared_buffers: "16MB",
      max_connections: "60",
      max_wal_size: "128MB",
      jit: "off",
      dynamic_shared_memory_type: "mmap",
      ...settings,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name} = '${value}'`);
    fs.appendFileSync(path.join(this.data, "postgresql.conf"), `\n${lines.join("\n")}\n`);
    const trusted = fs.readFileSync(path.join(this.data, "pg_hba.conf"), "utf8");
    fs.writeFileSync(path.join(this.data, "pg_hba.conf"), `${access.join("\n")}\n${trusted}`);
  }

  async #untilAccepting(running: Supervised): Promise<void> {
    let over = false;
    void running.ended.then(() => (over = true));
    for (;;) {
      try {
        await this.query("postgres", "SELECT 1");
        return;
      } catch (error) {
        if (over) throw new Error(`PostgreSQL ended:\n${this.log()}`, { cause: error });
      }
      await delay(LOOK);
    }
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
}

/** Whether it runs: one that has ended may be there as long as nobody asks how. */
function runs(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/u.test(fs.readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  try {
    const said = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");
    return said.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
