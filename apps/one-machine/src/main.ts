#!/usr/bin/env node
import { runCommand } from "@holdfast/command-line";

import { program } from "./program.js";

await runCommand(program);
