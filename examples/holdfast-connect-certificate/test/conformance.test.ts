import { after, describe, test } from "node:test";

import { describeConformance } from "@holdfast/connect-testkit";

import certificatePlugin from "../src/index.ts";
import { CertificateFolder } from "./files.ts";

const files = await CertificateFolder.create();
after(() => files.remove());

const noPasswords = "it logs in without a password";
const { certificate, key } = files;

describeConformance(
  {
    name: "CertificateConnect",
    strategy: certificatePlugin,
    options: { certificate, key },
    differences: {
      "info.no-password": noPasswords,
      "login.current-password": noPasswords,
      "login.old-password-after-refusal": noPasswords,
      "login.refused-connection-is-closed-first": noPasswords,
      "login.empty-current-password": noPasswords,
      "login.empty-old-password": noPasswords,
      "login.same-password-twice": noPasswords,
      "login.only-refusals-fall-back": noPasswords,
      "provisioning.same-password": noPasswords,
      "provisioning.with-the-old-password": noPasswords,
      rotation: noPasswords,
      reset: noPasswords,
      "untouched.disk": "it marks that its certificate was accepted",
      "untouched.asks-nothing": "it asks for the life of its entity",
    },
  },
  { describe, test },
);
