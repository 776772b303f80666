// Other ways to replace a file, for real: the two most used packages, Juju's order, and none at all.
import fs from "node:fs/promises";

import { writeFile as writeAtomically } from "atomically";
import writeFileAtomic from "write-file-atomic";

export interface RealWriter {
  readonly name: string;
  write(file: string, text: string): Promise<void>;
}

export const realWriters: readonly RealWriter[] = [
  {
    name: "Juju's order",
    write: async (file, text) => {
      const temporary = `${file}123456`;
      const handle = await fs.open(temporary, "wx", 0o600);
      await handle.writeFile(text);
      await handle.sync();
      await handle.close();
      await fs.rename(temporary, file);
    },
  },
  { name: "write-file-atomic", write: (file, text) => writeFileAtomic(file, text) },
  { name: "atomically", write: (file, text) => writeAtomically(file, text) },
  { name: "fs.writeFile", write: (file, text) => fs.writeFile(file, text) },
];
