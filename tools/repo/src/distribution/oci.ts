// An image, as the files that a container engine builds it from: `podman build oci`, `docker build oci`.
import fs from "node:fs";
import path from "node:path";

import { wrappers, writeWrappers } from "./wrapper.ts";

const containerfile = `FROM docker.io/library/debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6 && rm -rf /var/lib/apt/lists/*
COPY lib/ /usr/lib/holdfast/
COPY bin/ /usr/local/bin/
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/holdfast --shell /usr/sbin/nologin holdfast \\
  && install -d -o holdfast -g holdfast -m 0700 /var/lib/holdfast
USER holdfast
WORKDIR /var/lib/holdfast
VOLUME /var/lib/holdfast
ENV HOLDFAST_LOG_FORMAT=json
ENTRYPOINT ["holdfast"]
CMD ["--help"]
`;

/** Writes the image's files into `FOLDER/oci`; answers with that folder. */
export function writeImageFiles(folder: string, bundle: string): string {
  const target = path.join(folder, "oci");
  fs.rmSync(target, { recursive: true, force: true });
  const lib = path.join(target, "lib");
  fs.mkdirSync(lib, { recursive: true });
  fs.copyFileSync(bundle, path.join(lib, "holdfast.mjs"));
  fs.copyFileSync(process.execPath, path.join(lib, "node"));
  fs.chmodSync(path.join(lib, "node"), 0o755);
  const home = "/usr/lib/holdfast";
  writeWrappers(path.join(target, "bin"), wrappers(`${home}/node`, `${home}/holdfast.mjs`));
  fs.writeFileSync(path.join(target, "Containerfile"), containerfile);
  fs.copyFileSync(path.join(target, "Containerfile"), path.join(target, "Dockerfile"));
  return target;
}
