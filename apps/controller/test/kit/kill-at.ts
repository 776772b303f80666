// Loaded before a program: kills its process at the step of that number, before it is done. Steps are
// what makes something durable, or takes it away: a sync, a rename, a removal, a commit, a wipe.
import fs from "node:fs";
import process from "node:process";
import { DatabaseSync } from "node:sqlite";

const at = Number(process.env["KILL_AT"]);
let step = 0;

function reached(): void {
  step += 1;
  if (step === at) process.kill(process.pid, "SIGKILL");
}

for (const name of ["fsyncSync", "renameSync", "rmSync", "linkSync"] as const) {
  const original: (...args: never[]) => unknown = fs[name];
  Object.assign(fs, {
    [name]: (...args: never[]) => {
      reached();
      return original(...args);
    },
  });
}

const sql = DatabaseSync.prototype;
// oxlint-disable-next-line typescript/unbound-method -- each is called on the database that it is called on
const { exec, prepare } = sql;
sql.exec = function execOrDie(this: DatabaseSync, text: string) {
  if (/^(?:COMMIT|VACUUM)/u.test(text)) reached();
  exec.call(this, text);
};
sql.prepare = function prepareOrDie(this: DatabaseSync, ...args: Parameters<typeof prepare>) {
  if (args[0].includes("wal_checkpoint")) reached();
  return prepare.apply(this, args);
};
