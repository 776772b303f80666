// Parses the TypeScript files that it is given, as the Node that runs it would before it runs them, and
// prints a line for each that it cannot read. It needs --experimental-vm-modules.
import fs from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import process from "node:process";
import { SourceTextModule } from "node:vm";

for (const file of process.argv.slice(2)) {
  try {
    void new SourceTextModule(stripTypeScriptTypes(fs.readFileSync(file, "utf8")), {
      identifier: file,
    });
  } catch (error) {
    console.log(`${file}: ${error.message.trim().split("\n").at(-1)}`);
  }
}
