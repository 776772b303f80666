import { X509Certificate } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, type Logger, silentLogger } from "@holdfast/ports";

/** Where Juju looks. */
export const CERTIFICATE_DIRECTORY = "/etc/juju/certs.d";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;

/**
 * The certificates in a folder's `*.pem` files, for `extraRoots`. A folder that is missing, or is no
 * folder, has none; a file without a readable certificate is passed over. (Juju's rules.)
 *
 * Rejects where a file or the folder is there but cannot be read.
 */
export async function readCertificateDirectory(
  directory: string = CERTIFICATE_DIRECTORY,
  options: { readonly logger?: Logger } = {},
): Promise<string[]> {
  const { logger = silentLogger } = options;
  const names = await list(directory, logger);
  const files = names.filter((name) => name.endsWith(".pem")).toSorted();
  const found = await Promise.all(
    files.map(async (name) => {
      const certificates = readable(await readFile(join(directory, name), "utf8"));
      if (certificates.length === 0) {
        logger.info("a file holds no certificate that can be read", { directory, file: name });
      }
      return certificates;
    }),
  );
  const certificates = found.flat();
  logger.debug("read certificates", { directory, number: certificates.length });
  return certificates;
}

async function list(directory: string, logger: Logger): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT") logger.debug("no certificate folder", { directory });
    else if (code === "ENOTDIR") logger.info("the certificate folder is none", { directory });
    else throw error;
    return [];
  }
}

/** The certificates in a text, each by itself, without those that are damaged. */
function readable(text: string): string[] {
  return (text.match(CERTIFICATE) ?? []).filter((pem) => {
    try {
      return new X509Certificate(pem).subject !== undefined;
    } catch {
      // Damaged: to be passed over.
      return false;
    }
  });
}
