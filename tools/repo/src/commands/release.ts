// npm run release: builds, then publishes each package whose version is new, with where it comes from in
// its manifest. Refuses before anything is built where no home is known. What is said after `--` goes
// to `changeset publish`.
import path from "node:path";
import process from "node:process";

import { repositoryHome } from "../release/repository-home.ts";
import { runOrExit } from "../run-command.ts";

try {
  console.log(`release: from ${repositoryHome()}`);
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
}
runOrExit("turbo", ["run", "build"]);
runOrExit("changeset", ["publish", ...process.argv.slice(2)], {
  env: {
    ...process.env,
    PNPM_CONFIG_PNPMFILE: path.join(import.meta.dirname, "../release/publishing.pnpmfile.mjs"),
  },
});
