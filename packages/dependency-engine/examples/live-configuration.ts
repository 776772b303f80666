/*
 * Changes one field after the other of a web service's configuration, under load, and shows what was
 * touched and why:
 *
 *     pnpm --filter @holdfast/dependency-engine example:live
 */
import { Engine } from "../src/index.js";
import { installService, settings, type Settings, web } from "./configured-service.js";
import { Load } from "./load.js";

let current: Settings = { port: 0, greeting: "hello", databaseUrl: "db-1" };
await using engine = new Engine();
installService(engine, () => current);
const { port } = await engine.ready(web);
const load = new Load(`http://127.0.0.1:${port}/`);

async function change(field: Partial<Settings>): Promise<void> {
  current = { ...current, ...field };
  console.log(`\n── ${JSON.stringify(field)}`);
  const before = load.answered;
  engine.bounce(settings);
  await engine.settled();
  await load.until(before + 200);
  for (const name of ["settings", "greeting", "database", "site", "web"]) {
    console.log(engine.explain(name).text);
  }
  console.log(`${load.answered} requests answered, ${load.failures.length} failed: "${load.last}"`);
}

await change({ greeting: "good morning" });
await change({ databaseUrl: "db-2" });
await load.stop();
