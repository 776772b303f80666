#!/usr/bin/env node
import { withNode } from "@holdfast/command-line/node-version";

withNode(() => import("./command.js"));
