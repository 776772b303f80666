// turbo run runtimes: the dependency engine runs in any JavaScript runtime. Its packed tarball and
// that of the one package it needs, installed in an empty project, are walked by Bun, by Deno and, where one is installed, by a browser.
import { execFile, execFileSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import process from "node:process";

import { listenOnLoopback } from "../listen-on-loopback.ts";
import { packPackages } from "../packages/pack.ts";
import { capture } from "../run-command.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const NEEDED = ["@holdfast/dependency-engine", "@holdfast/ports"];
const SAYS = "the engine starts, mends, explains and stops";
const { platform, arch } = process;
const libc = platform === "linux" ? "-glibc" : "";
const RUNTIMES = [
  {
    name: "Bun",
    binary: `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}`,
    version: "1.4.5",
    file: "bin/bun",
    args: ["run"],
  },
  {
    name: "Deno",
    binary: `@deno/${platform}-${arch}${libc}`,
    version: "2.9.6",
    file: "deno",
    args: ["run", "--quiet", "--no-remote"],
  },
];

const folder = temporaryFolder("runtimes");
const tarballs = packPackages({ names: NEEDED }).map(({ tarball }) => tarball);
fs.writeFileSync(
  path.join(folder, "package.json"),
  JSON.stringify({ name: "runtimes", private: true, type: "module" }),
);
fs.copyFileSync(
  path.join(import.meta.dirname, "../runtimes/engine-walk.mjs"),
  path.join(folder, "walk.mjs"),
);
const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
const binaries = RUNTIMES.map(({ binary, version }) => `${binary}@${version}`);
execFileSync("npm", ["install", ...quiet, ...tarballs, ...binaries], {
  cwd: folder,
  stdio: "inherit",
});

const timeout = 60_000; // ms: there to end what hangs
let failed = 0;
function judge(name: string, said: string, otherwise: string): void {
  const holds = said.includes(SAYS);
  if (!holds) failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} the engine runs in ${name}`);
  if (!holds) console.error(`${said}${otherwise}`);
}

for (const { name, binary, version, file, args } of RUNTIMES) {
  const command = path.join(folder, "node_modules", binary, file);
  const { stdout, stderr } = capture(command, [...args, "walk.mjs"], { cwd: folder, timeout });
  judge(`${name} ${version}`, stdout, stderr);
}

const browser = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((file) => fs.existsSync(file));
if (browser === undefined) console.log("skipped: no browser is installed");
else await walkInBrowser(browser);
process.exitCode = failed === 0 ? 0 : 1;

/** Serves the walk as a page that writes down what it said, and has the browser print the page. */
async function walkInBrowser(command: string): Promise<void> {
  const imports = NEEDED.map((name) => [name, `/node_modules/${name}/dist/index.js`]);
  const page = `<!doctype html><script type="importmap">
    ${JSON.stringify({ imports: Object.fromEntries(imports) })}
    </script><script type="module">
    const say = (...words) => (document.body.textContent += words.join(" "));
    console.log = say;
    import("/walk.mjs").catch((error) => say(error));
    </script><body></body>`;
  const server = http.createServer(({ url = "/" }, response) => {
    const file = path.join(folder, path.normalize(url));
    const type = url === "/" ? "text/html" : "text/javascript";
    if (url !== "/" && !fs.existsSync(file)) return response.writeHead(404).end();
    return response
      .writeHead(200, { "content-type": type })
      .end(url === "/" ? page : fs.readFileSync(file));
  });
  const host = await listenOnLoopback(server);
  const profile = temporaryFolder("browser");
  const args = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    `--user-data-dir=${profile}`,
    "--virtual-time-budget=5000",
    "--dump-dom",
    `http://${host}/`,
  ];
  const { promise, resolve } = Promise.withResolvers<void>();
  execFile(
    command,
    args,
    { encoding: "utf8", timeout, killSignal: "SIGKILL" },
    (error, stdout, stderr) => {
      judge("a browser", stdout, `${stderr}${error?.message ?? ""}`);
      resolve();
    },
  );
  await promise;
  server.close();
}
