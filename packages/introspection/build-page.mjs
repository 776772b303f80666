// Makes the live page: one file, with its script and its style inside, and nothing to load.
import fs from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "vite";

const root = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(root, "dist/page.html");
/** What the page may weigh, compressed. */
const mostBytes = 100_000;

/** In this order, since a later one outweighs an earlier. */
const styles = [
  "colors",
  "base",
  "head",
  "areas",
  "picture",
  "overview",
  "node",
  "timeline",
  "motion",
  "phone",
];

/** Makes the page, and says how much it weighs. */
export async function buildPage() {
  const [bundle] = [
    await build({
      root,
      configFile: false,
      logLevel: "silent",
      build: {
        write: false,
        target: "es2022",
        minify: true,
        lib: { entry: "page/main.ts", formats: ["es"], fileName: "page" },
      },
    }),
  ].flat();
  const script = bundle.output[0].code.trim();
  const style = (await Promise.all(styles.map(readStyle))).join(" ");
  if (/<\/(script|style)/i.test(script + style))
    throw new Error("the page would end its own script");
  const page = (await fs.readFile(path.join(root, "page/page.html"), "utf8"))
    .replace(/\n\s+/g, "\n")
    .replace(/\s*\/\* styles \*\/\s*/, () => style)
    .replace(/\s*\/\* main\.ts \*\/\s*/, () => script);
  const weight = gzipSync(page).length;
  if (weight > mostBytes) {
    throw new Error(`the page weighs ${weight} bytes compressed, more than ${mostBytes}`);
  }
  // Renamed into place, so that nobody reads half a page.
  await fs.mkdir(path.dirname(target), { recursive: true });
  await fs.writeFile(`${target}.${process.pid}`, page);
  await fs.rename(`${target}.${process.pid}`, target);
  return `live page: ${page.length} bytes, ${weight} compressed`;
}

async function readStyle(name) {
  const css = await fs.readFile(path.join(root, `page/styles/${name}.css`), "utf8");
  return css
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildPage());
