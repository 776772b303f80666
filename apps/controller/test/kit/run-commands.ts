// Commands one after the other, in a process of their own: `run-commands.ts [[WORD, …], …]`.
import { ran } from "./in-process.js";

const commands: readonly (readonly string[])[] = JSON.parse(process.argv[2] ?? "[]");
const results = [];
// oxlint-disable-next-line no-await-in-loop -- one after the other
for (const words of commands) results.push(await ran(words));
console.log(JSON.stringify(results));
