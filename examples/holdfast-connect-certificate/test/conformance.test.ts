import { after, describe, test } from "node:test";

import { describeConformance } from "@holdfast/connect-testkit";

import certificatePlugin from "../src/index.ts";
import { CertificateFolder } from "./files.ts";

const files = await CertificateFolder.create();
after(() => files.remove());

const { certificate, key } = files;

describeConformance(
  {
    name: "CertificateConnect",
    strategy: certificatePlugin,
    options: { certificate, key },
    credentials: () => undefined, // the scene's controllers trust what testAuthority() issued
    logsInBy: "Admin.Login",
    differences: { "untouched.asks-nothing": "it asks for the life of its entity" },
  },
  { describe, test },
);
