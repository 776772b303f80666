// npm run release: builds, then publishes each package whose version is new, with where it comes from in
// its manifest. Refuses before anything is built where no home is known. What is said after `--` goes
// to `changeset publish`.
import { spawnSync } from "node:child_process";
import path from "node:path";
import process from "node:process";

import { root } from "./packed.mjs";
import { repositoryHome } from "./repository-home.mjs";

function step(command, args, environment = process.env) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

try {
  console.log(`release: from ${repositoryHome()}`);
} catch (error) {
  console.error(`release: ${error.message}`);
  process.exit(2);
}
step("turbo", ["run", "build"]);
step("changeset", ["publish", ...process.argv.slice(2)], {
  ...process.env,
  PNPM_CONFIG_PNPMFILE: path.join(root, "scripts", "publishing.pnpmfile.mjs"),
});
