// The program, once the Node.js that runs it is known to be one that can.
import { EXIT, runCommand } from "@holdfast/command-line";

import { program } from "./cli/program.js";
import { USAGE_CODES } from "./errors.js";

const exits = USAGE_CODES.map((error) => ({ error, exit: EXIT.usage }));

await runCommand(program, { exits });
