// The Debian package on a machine that really boots: what the guide says, done, under a running systemd.
// One machine and one story; each test goes on from the one before.
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { version, writeBundle } from "../src/distribution/bundle.ts";
import { writeDebianPackage } from "../src/distribution/debian.ts";
import { writeImageFiles } from "../src/distribution/oci.ts";
import { BootedMachine } from "./machine/booted-machine.ts";
import { runInRoot } from "./machine/run-in-root.ts";
import { debianRoot } from "./machine/debian-root.ts";

const { archive = "", missing } = await debianRoot();
const why = missing === undefined ? "" : ` (${missing})`;

const controller = "holdfast-controller";
const agent = "holdfast-machine-agent@machine-0";
const models = "holdfast-model-agent@machine-0";
const units = [controller, agent, models];
const asUser = "sudo -u holdfast holdfast";
/** Of an agent with one connection, and of one with several, all of them up. */
const connected = /^(?:(\d+) of \1 models connected; )?connected to controller-/m;

/** syslog's numbers for our levels. */
const priorities: Readonly<Record<string, string>> = {
  error: "3",
  warn: "4",
  info: "6",
  debug: "7",
  trace: "7",
};

describe.skipIf(missing !== undefined)(`Debian 12 under systemd${why}`, () => {
  let folder: string;
  let machine: BootedMachine;
  const later = `${version}+later`;

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-systemd-"));
    const bundle = path.join(folder, "holdfast.mjs");
    await writeBundle(bundle);
    writeDebianPackage(folder, { bundle, compression: "none" });
    writeDebianPackage(folder, { bundle, compression: "none", version: later });
    machine = await BootedMachine.boot(archive, folder);
  });
  afterAll(async () => {
    await machine?.[Symbol.asyncDispose]();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const status = (unit: string): string => `systemctl show --value -p StatusText ${unit}`;
  const state = (unit: string): string => `systemctl show --value -p ActiveState ${unit}`;

  /** Gives a unit settings above those shipped. */
  async function override(unit: string, lines: readonly string[]): Promise<void> {
    const drop = `/run/systemd/system/${unit}.service.d`;
    const text = ["[Service]", ...lines].join("\n");
    await machine.run(
      `mkdir -p '${drop}'; cat > '${drop}/test.conf' <<'END'\n${text}\nEND\nsystemctl daemon-reload`,
    );
  }

  /** Takes them away. */
  async function asShipped(...names: readonly string[]): Promise<void> {
    const drops = names.map((unit) => `'/run/systemd/system/${unit}.service.d'`);
    await machine.run(`rm -r ${drops.join(" ")}; systemctl daemon-reload; systemctl reset-failed`);
  }

  test("apt installs the package, which starts nothing, and systemd understands its units", async () => {
    await machine.run(`apt-get install -y /shared/holdfast_${version}_*.deb`);
    expect(await machine.run("holdfast --version")).toBe(version);
    for (const unit of units) expect(await machine.show(unit, "ActiveState")).toBe("inactive");
    expect(await machine.attempt("systemd-analyze verify /lib/systemd/system/holdfast-*")).toEqual({
      code: 0,
      out: "",
      err: "",
    });
    expect(await machine.run("stat -c '%a %U:%G' /var/lib/holdfast*")).toBe(
      "700 holdfast:holdfast\n700 holdfast:holdfast",
    );
  });

  test("the documented steps bring up the controller, a machine's agent and a models' agent", async () => {
    await machine.run("echo HOLDFAST_LOG_LEVEL=debug > /etc/default/holdfast-machine-agent");
    await machine.run(`systemctl enable --now ${controller}`);
    // It is ready once agents can connect.
    await machine.until(status(controller), /^listening at 0\.0\.0\.0:17070$/m);
    const token = `${asUser} controller add-machine --controller --join --data-dir /var/lib/holdfast-controller`;
    await machine.run(`set -o pipefail; ${token} | ${asUser} machine-agent join --no-run`);
    await machine.run(`systemctl enable --now ${agent} ${models}`);
    await machine.until(status(agent), connected);
    await machine.until(status(models), /^2 of 2 models connected/m);
    const which = "--data-dir /var/lib/holdfast --agent machine-0";
    for (const program of ["machine-agent", "model-agent"]) {
      const said = await machine.run(`${asUser} ${program} status ${which}`);
      expect(said).toMatch(/^● .*connected to controller-/);
    }
  });

  test("limits, the environment's file and the user are in force", async () => {
    for (const unit of units) {
      const pid = await machine.show(unit, "MainPID");
      const limits = await machine.run(`cat /proc/${pid}/limits`);
      expect(limits).toMatch(/^Max core file size +0 +0 /m);
      expect(await machine.show(unit, "LimitCORE")).toBe("0");
      expect(Number(await machine.show(unit, "MemoryMax"))).toBeGreaterThan(0);
      expect(await machine.run(`stat -c %U /proc/${pid}`)).toBe("holdfast");
    }
    const pid = await machine.show(agent, "MainPID");
    const env = await machine.run(`tr '\\0' '\\n' < /proc/${pid}/environ`);
    expect(env.split("\n")).toContain("HOLDFAST_LOG_LEVEL=debug");
  });

  test("metrics are reachable, and tell of the connection", async () => {
    for (const port of [9171, 9172]) {
      const text = await machine.run(
        `/usr/lib/holdfast/node -e 'fetch("http://127.0.0.1:${port}/metrics").then((r) => r.text()).then(console.log)'`,
      );
      expect(text).toMatch(/^holdfast_build_info\{.*\} 1$/m);
      expect(text).toMatch(/^holdfast_connected(\{.*\})? 1$/m);
    }
  });

  test("a reload is one, and ends", async () => {
    for (const unit of [agent, models]) {
      const pid = await machine.show(unit, "MainPID");
      await machine.run(`systemctl reload ${unit}`);
      await machine.until(`journalctl -o cat -u ${unit}`, /reading agent.conf again/);
      await machine.until(state(unit), /^active$/m);
      await machine.until(status(unit), connected);
      expect(await machine.show(unit, "MainPID")).toBe(pid);
    }
  });

  test("an agent or a controller that is stuck is ended by the watchdog, and comes back", async () => {
    for (const unit of units) await override(unit, ["WatchdogSec=2s", "RestartSec=100ms"]);
    const all = units.join(" ");
    await machine.run(`systemctl restart ${all}; systemctl kill -s STOP ${all}`);
    for (const unit of units) {
      // Once at least: on two busy cores it may be late with its first word, too.
      await machine.until(`systemctl show --value -p NRestarts ${unit}`, /^[1-9]\d*$/m);
      await machine.until(status(unit), unit === controller ? /^listening at / : connected);
      expect(await machine.run(`journalctl -o cat -u ${unit}`)).toContain("Watchdog timeout");
    }
    await asShipped(...units);
    await machine.run(`systemctl restart ${all}`);
  });

  test("what needs an edit is not started again and again; what may pass is", async () => {
    const nobody = "holdfast-machine-agent@machine-9"; // it has no agent.conf
    await machine.attempt(`systemctl start ${nobody}`);
    const facts = "systemctl show --value -p ExecMainStatus -p NRestarts -p ActiveState";
    expect(await machine.run(`${facts} ${nobody}`)).toBe("0\n2\nfailed");
    await machine.run(`systemctl stop ${controller}`);
    const ends = [controller, nobody, "holdfast-model-agent@machine-9"];
    for (const unit of ends) {
      await override(unit, ["ExecStart=", "ExecStart=/bin/sh -c 'exit $(cat /run/code)'"]);
      for (const code of [2, 3, 126, 127]) {
        if (unit === controller && code === 3) continue; // it has no such end
        await machine.attempt(`echo ${code} > /run/code; systemctl start ${unit}`);
        await machine.until(state(unit), /^failed$/m);
        expect(await machine.run(`${facts} ${unit}`)).toBe(`0\n${code}\nfailed`);
      }
      await machine.attempt(`echo 1 > /run/code; systemctl start ${unit}`);
      await machine.until(`systemctl show --value -p SubState ${unit}`, /^auto-restart$/m);
      await machine.attempt(`systemctl stop ${unit}`);
    }
    await asShipped(...ends);
    await machine.run(`systemctl start ${controller}`);
    await machine.until(status(agent), connected);
  });

  test("the journal has each line as JSON, under its name, with its priority, to the last", async () => {
    await machine.run(`systemctl restart ${units.join(" ")}`);
    const since = await machine.run(`systemctl show --value -p InvocationID ${units.join(" ")}`);
    await machine.until(status(agent), connected);
    await machine.run(`systemctl stop ${units.toReversed().join(" ")}`);
    for (const [index, invocation] of since.split(/\n+/).entries()) {
      const text = await machine.run(
        `journalctl --sync && journalctl --no-pager -o json _SYSTEMD_INVOCATION_ID=${invocation}`,
      );
      const entries = text.split("\n").map((line) => JSON.parse(line));
      const lines = entries.map((entry) => JSON.parse(String(entry.MESSAGE)));
      expect(lines.length).toBeGreaterThan(1);
      for (const [at, { level, time, msg, program }] of lines.entries()) {
        expect([typeof time, typeof msg, typeof program]).toEqual(["string", "string", "string"]);
        expect(entries[at].PRIORITY).toBe(priorities[level]);
        expect(entries[at].SYSLOG_IDENTIFIER).toBe(units[index]?.replace(/@.*/, ""));
      }
      expect(lines.some(({ msg }) => /stopp(ing|ed)/.test(msg))).toBe(true);
    }
    await machine.run(`systemctl start ${units.join(" ")}`);
  });

  test("a controller that is away at boot holds nothing up, and is found once it is there", async () => {
    await machine.until(status(agent), connected);
    await machine.run(`systemctl disable ${controller}`);
    await machine.reboot(); // multi-user.target is reached
    for (const unit of [agent, models]) {
      await machine.until(state(unit), /^active$/m);
      await machine.until(status(unit), /^not connected .*127\.0\.0\.1:17070/m);
    }
    expect(await machine.run("systemctl is-system-running --wait")).toBe("running");
    await machine.run(`systemctl enable --now ${controller}`);
    for (const unit of [agent, models]) await machine.until(status(unit), connected);
  });

  test("an upgrade keeps the state, and restarts what ran, and only that", async () => {
    const before = await machine.run(
      "sha256sum /var/lib/holdfast/agents/machine-0/agent.conf; stat -c '%a %U' /var/lib/holdfast/agents/machine-0/agent.conf",
    );
    const pids = async (): Promise<string> =>
      machine.run(`systemctl show --value -p MainPID ${units.join(" ")}`);
    await machine.run(`systemctl stop ${models}`);
    const old = (await pids()).split(/\n+/);
    await machine.run(`apt-get install -y /shared/holdfast_${later}_*.deb`);
    const now = (await pids()).split(/\n+/);
    expect(now[0]).not.toBe(old[0]);
    expect(now[1]).not.toBe(old[1]);
    expect(now[2]).toBe("0");
    await machine.until(status(agent), connected);
    expect(
      await machine.run(
        "sha256sum /var/lib/holdfast/agents/machine-0/agent.conf; stat -c '%a %U' /var/lib/holdfast/agents/machine-0/agent.conf",
      ),
    ).toBe(before);
    expect(await machine.run(`systemctl is-enabled ${units.join(" ")}`)).toBe(
      "enabled\nenabled\nenabled",
    );
    expect(await machine.run("dpkg-query -W -f '${Version} ${Status}' holdfast")).toBe(
      `${later} install ok installed`,
    );
  });

  test("an agent that cannot start does not keep the package from being upgraded", async () => {
    const conf = "/var/lib/holdfast/agents/machine-0/agent.conf";
    await machine.run(`cp -p ${conf} /root/; echo nonsense > ${conf}`);
    await machine.run(`apt-get install -y --reinstall /shared/holdfast_${later}_*.deb`);
    await machine.until(state(agent), /^failed$/m);
    expect(await machine.run("dpkg --audit")).toBe("");
    await machine.run(`cp -p /root/agent.conf ${conf}; systemctl start ${agent}`);
    await machine.until(status(agent), connected);
  });

  test("removed, nothing runs, and what was kept lets the agent in again; purged, nothing is left", async () => {
    await machine.run("apt-get remove -y holdfast");
    for (const unit of units) expect(await machine.show(unit, "ActiveState")).toBe("inactive");
    expect(await machine.run("ls /lib/systemd/system /usr/bin")).not.toMatch(/holdfast/);
    await machine.run(`apt-get install -y /shared/holdfast_${later}_*.deb`);
    await machine.run(`systemctl start ${units.join(" ")}`);
    await machine.until(status(agent), connected);
    await machine.run("apt-get purge -y holdfast");
    const left = "find / -xdev -name '*holdfast*' -not -path '/proc/*' -not -path '/shared*'";
    expect(await machine.run(left)).toBe("");
    expect(await machine.run("systemctl is-system-running")).toBe("running");
  });

  // No container engine: its instructions are few, and a shell can do what an engine would.
  test("the image's instructions end in a program that runs as its user", async () => {
    const files = writeImageFiles(folder, path.join(folder, "holdfast.mjs"));
    const text = fs.readFileSync(path.join(files, "Containerfile"), "utf8");
    const done = text.replaceAll("\\\n", " ").trim().split("\n").map(asShell);
    const last = 'exec setpriv --reuid "$user" --regid "$user" --clear-groups $entry --version';
    const said = await runInRoot(archive, files, [...done, last].join("\n"));
    expect(said).toBe(`${version}\n`);
  });
});

/** An instruction of a Containerfile as a line of shell, in a root where the base has been unpacked. */
function asShell(line: string): string {
  const [, word = "", rest = ""] = /^(\S+) +(.*)$/.exec(line) ?? [];
  switch (word) {
    case "FROM":
      return "set -e";
    case "RUN": // packages come from a network that is not here, and are in the base
      return rest.replace(/^apt-get update .* rm -rf \S+$/, ":");
    case "COPY": {
      const [from = "", to = ""] = rest.split(" ");
      return `mkdir -p ${to} && cp -r /shared/${from}. ${to}`;
    }
    case "USER":
      return `user=${rest}`;
    case "WORKDIR":
      return `cd ${rest}`;
    case "ENV":
      return `export ${rest}`;
    case "VOLUME":
      return `test -d ${rest}`;
    case "ENTRYPOINT":
      return `entry="${JSON.parse(rest).join(" ")}"`;
    case "CMD":
      return ":";
    default:
      throw new Error(`an instruction that this does not know: ${line}`);
  }
}
