import { defaultServerConditions } from "vite";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Workspace packages resolve to their src, so tests need no build. "module" is a condition of
  // bundlers: Node never uses it, and cannot load what some packages keep behind it.
  ssr: {
    resolve: {
      conditions: [
        "@holdfast/source",
        ...defaultServerConditions.filter((name) => name !== "module"),
      ],
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    // scripts/test.mjs adds these files up; turbo's cache keeps them with the run they tell of.
    reporters: ["default", ["json", { outputFile: ".vitest/results.json" }]],
    // Its key leaves out tsconfig.json, so it can serve stale transforms.
    fsModuleCache: false,
    // There to end what hangs, not to measure: on two busy cores a process can take seconds to start.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Its default of a second is a measure too. It is far below the limit of a test, so that what was
    // seen last is said.
    expect: { poll: { timeout: 90_000 } },
  },
});
