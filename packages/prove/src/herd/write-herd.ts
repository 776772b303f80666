// Writes the table and the picture of docs/fleet.md from the simulation: `pnpm run herd`.
import fs from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { herdChart } from "./herd-chart.js";
import { runsOf, sizes } from "./herd-runs.js";
import { herdTable } from "./herd-table.js";

const docs = fileURLToPath(new URL("../../../../docs/", import.meta.url));
const runs = sizes.map((agents) => runsOf(agents));
const page = await fs.readFile(`${docs}fleet.md`, "utf8");
const section = /(<!-- herd: begin[^>]*-->\n)[\s\S]*(<!-- herd: end -->)/;
await fs.writeFile(`${docs}fleet.md`, page.replace(section, `$1\n${herdTable(runs.flat())}\n\n$2`));
await fs.writeFile(`${docs}images/herd.svg`, herdChart(runs.slice(1)));
