#!/usr/bin/env node
import process from "node:process";

import { run } from "create-holdfast-connect";

import { workersScaffold } from "./scaffold.js";

const terminal = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  interactive: process.stdin.isTTY && process.stdout.isTTY,
};
process.exitCode = await run(process.argv.slice(2), terminal, workersScaffold);
