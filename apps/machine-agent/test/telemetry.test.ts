import { expect, test } from "vitest";

import { Collector } from "@holdfast/program-testkit";
import { machineAgent, Site } from "./kit/site.js";

// Says on standard error which modules of OpenTelemetry are loaded.
const spy = `
  import { registerHooks } from "node:module";
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      if (found.url.includes("@opentelemetry/sdk")) process.stderr.write("LOADED " + specifier + "\\n");
      return found;
    },
  });
`;
const spied = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(spy)}` };

test("an agent sends its traces and metrics where the environment says so", async () => {
  await using site = await Site.start();
  await using collector = await Collector.start();
  await using agent = machineAgent(["run", ...site.choice], undefined, {
    ...spied,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_METRIC_EXPORT_INTERVAL: "200",
    OTEL_BSP_SCHEDULE_DELAY: "200",
  });
  await agent.waitForLine("api-address-updater started");
  await expect.poll(() => collector.textOf("/v1/traces")).toContain('"start api-caller"');
  await expect.poll(() => collector.textOf("/v1/metrics")).toMatch(/"controller"/); // when its certificate expires
  expect(collector.textOf("/v1/metrics")).toMatch(/"stringValue":"machine-agent"/);
  collector.answer = "never";
  agent.kill("SIGTERM");
  const { code, stderr } = await agent.ended;
  expect(code).toBe(0);
  expect(stderr).toContain("LOADED @opentelemetry/sdk-trace");
});

test("without such an environment an agent loads nothing of OpenTelemetry", async () => {
  await using site = await Site.start();
  await using agent = machineAgent(["run", ...site.choice], undefined, spied);
  await agent.waitForLine("api-address-updater started");
  agent.kill("SIGTERM");
  expect(await agent.ended).toMatchObject({ code: 0, stderr: "" });
});
