// That the dependency engine runs in any JavaScript runtime: its packed tarball, installed in an
// empty project, walked by Bun, by Deno and, where one is installed, by a browser.
import { execFile, execFileSync, spawnSync } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import process from "node:process";

import { packed, root, temporaryFolder } from "./packed.mjs";

const ENGINE = "@holdfast/dependency-engine";
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
const [{ tarball }] = packed(ENGINE);
fs.writeFileSync(
  path.join(folder, "package.json"),
  JSON.stringify({ name: "runtimes", private: true, type: "module" }),
);
fs.copyFileSync(path.join(root, "scripts/runtime-walk.mjs"), path.join(folder, "walk.mjs"));
const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
const binaries = RUNTIMES.map(({ binary, version }) => `${binary}@${version}`);
execFileSync("npm", ["install", ...quiet, tarball, ...binaries], { cwd: folder, stdio: "inherit" });

const limit = { timeout: 60_000, killSignal: "SIGKILL" }; // ms: there to end what hangs
let failed = 0;
function judge(name, said, otherwise) {
  const holds = said.includes(SAYS);
  if (!holds) failed += 1;
  console.log(`${holds ? "ok    " : "FAILED"} the engine runs in ${name}`);
  if (!holds) console.error(`${said}${otherwise}`);
}

for (const { name, binary, version, file, args } of RUNTIMES) {
  const command = path.join(folder, "node_modules", binary, file);
  const options = { cwd: folder, encoding: "utf8", ...limit };
  const { stdout, stderr, error } = spawnSync(command, [...args, "walk.mjs"], options);
  judge(`${name} ${version}`, stdout ?? "", `${stderr ?? ""}${error?.message ?? ""}`);
}

const browser = ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((file) => fs.existsSync(file));
if (browser === undefined) console.log("skipped: no browser is installed");
else await walkInBrowser(browser);
process.exitCode = failed === 0 ? 0 : 1;

/** Serves the walk as a page that writes down what it said, and has the browser print the page. */
async function walkInBrowser(command) {
  const page = `<!doctype html><script type="importmap">
    { "imports": { "${ENGINE}": "/node_modules/${ENGINE}/dist/index.js" } }
    </script><script type="module">
    const say = (...words) => (document.body.textContent += words.join(" "));
    console.log = say;
    import("/walk.mjs").catch((error) => say(error));
    </script><body></body>`;
  const server = http.createServer(({ url }, response) => {
    const file = path.join(folder, path.normalize(url));
    const type = url === "/" ? "text/html" : "text/javascript";
    if (url !== "/" && !fs.existsSync(file)) return response.writeHead(404).end();
    return response
      .writeHead(200, { "content-type": type })
      .end(url === "/" ? page : fs.readFileSync(file));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
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
    `http://127.0.0.1:${server.address().port}/`,
  ];
  const { promise, resolve } = Promise.withResolvers();
  execFile(command, args, { encoding: "utf8", ...limit }, (error, stdout, stderr) =>
    resolve({ stdout, otherwise: `${stderr}${error?.message ?? ""}` }),
  );
  const { stdout, otherwise } = await promise;
  judge("a browser", stdout, otherwise);
  server.close();
}
