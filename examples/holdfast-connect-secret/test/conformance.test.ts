import { describe, test } from "node:test";

import { describeConformance } from "@holdfast/connect-testkit";

import secretPlugin from "../src/index.ts";

const theManagers = "the passwords are the secret manager's, and it is down here";

// The suite's agents have passwords of their own making, which no file can hold beforehand. So it
// shows the strategy while the secret manager is down; secret.test.ts shows the rest.
describeConformance(
  {
    name: "SecretConnect without a secret",
    strategy: secretPlugin,
    options: { file: "/nowhere/at/all" },
    differences: {
      rotation: theManagers,
      reset: theManagers,
      "untouched.asks-nothing": "it asks for the life of its entity",
    },
  },
  { describe, test },
);
