import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

import { type KeyedCertificate, testAuthority } from "@holdfast/connect-testkit";

/** A folder with the certificate of machine-0, which the scripted controllers trust. */
export class CertificateFolder {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.certificate = path.join(folder, "machine.crt");
    this.key = path.join(folder, "machine.key");
  }

  static async create(commonName = "machine-0"): Promise<CertificateFolder> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "holdfast-connect-certificate-"));
    const files = new CertificateFolder(folder);
    await files.write(await (await testAuthority()).issueClient(commonName));
    return files;
  }

  async write({ cert, key }: KeyedCertificate): Promise<void> {
    await writeFile(this.certificate, cert);
    await writeFile(this.key, key, { mode: 0o600 });
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true });
  }
}
