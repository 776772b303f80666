// The end of a process, whatever its threads wait for. `process.exit` joins the threads that Node looks
// up names and reads disks with: a name server that does not answer holds it for half a minute, a network
// disk for ever. Where such work is pending, the process is replaced by one that only ends, with the
// same code: the kernel ends the threads for that.
import process from "node:process";

/** What Node names the work that is done by its threads and cannot be called off. */
const THREADED = /^(?:FSReq|GetAddrInfoReq|GetNameInfoReq|FileHandle)/;

/** Ends this process now with `code`. Listeners for its `exit` are called. */
export function endProcess(code: number): void {
  if (process.platform !== "win32" && isHeldByThreads()) {
    process.emit("exit", code);
    try {
      process.execve?.("/bin/sh", ["sh", "-c", `exit ${code}`], {});
    } catch {
      // No shell, or no such call here: the end is as late as the threads have it.
    }
  }
  process.exit(code);
}

function isHeldByThreads(): boolean {
  return process.getActiveResourcesInfo().some((name) => THREADED.test(name));
}
