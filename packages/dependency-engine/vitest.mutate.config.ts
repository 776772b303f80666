import { defineConfig } from "vitest/config";

// The tests that a mutant is run against: all but the compiler's and the runtime's, and few of the
// random histories, which take longer than the rest together.
export default defineConfig({
  ssr: {
    resolve: { conditions: ["@holdfast/source", "module", "node", "development|production"] },
  },
  test: {
    include: ["test/**/*.test.ts"],
    env: { HISTORIES: "200", HISTORIES_SEED: "1" },
    exclude: [
      "test/scale.test.ts",
      "test/wiring.test.ts",
      "test/runtime.test.ts",
      "test/readme.test.ts",
    ],
    // Tests of this package share nothing that one could leave behind for the other.
    isolate: false,
    fsModuleCache: false,
    testTimeout: 120_000,
  },
});
