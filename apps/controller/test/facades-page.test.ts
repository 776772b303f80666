// FACADES.md says what each release serves: it is made from the table of facades. After a change of the
// table, this test with --update writes the page anew.
import { describe, expect, test } from "vitest";

import type { Auth } from "../src/api/auth.js";
import { FACADE_TABLE, type FacadeRow } from "../src/api/facades/facade-table.js";
import { jujuRelease } from "../src/api/facades/juju-releases.js";
import { JUJU_RELEASES } from "../src/api/juju-release.js";
import { hashAgentPassword } from "../src/state/password-hash.js";

const passwordHash = hashAgentPassword("a password of a test");

function agent(tag: string, managesModels = false): Auth {
  const proof = { proof: { kind: "password" }, passwordHash, nonce: "" } as const;
  return { kind: "agent", tag, model: "", managesModels, pings: true, ...proof };
}

const CALLERS: Readonly<Record<string, Auth>> = {
  machines: agent("machine-0"),
  "controller's machines": agent("machine-0", true),
  units: agent("unit-mysql-0"),
  users: {
    kind: "user",
    user: {
      name: "bob",
      displayName: "bob",
      passwordHash,
      access: "login",
      disabled: false,
      createdAt: 0,
      lastLogin: undefined,
    },
  },
};

/** Who may call the facade in 3.6, and, where that is somebody else, in 4. */
function callers({ facade, ...versions }: FacadeRow): string {
  const [old, recent] = ["3.6", "4.1"] as const;
  const of = (release: typeof old | typeof recent): string => {
    const { traits } = jujuRelease(release).rules;
    const names = Object.entries(CALLERS).flatMap(([name, auth]) =>
      facade.allows(auth, traits) ? [name] : [],
    );
    if (names.length === Object.keys(CALLERS).length) return "everyone";
    const agents = ["machines", "controller's machines", "units"];
    if (agents.every((name) => names.includes(name)) && !names.includes("users")) return "agents";
    const rest = names.includes("machines")
      ? names.filter((name) => name !== "controller's machines")
      : names;
    return rest.join(", ");
  };
  if (versions[recent].length === 0 || of(old) === of(recent)) return of(old);
  return `${of(old)}; in 4: ${of(recent)}`;
}

const HEADER = `# The facades of the embedded controller

\`controller run --as-juju\` speaks as one of three releases of Juju. This is which versions of which facade
each of them has here, on which kind of connection, and for whom; a dash where the release has none. Each
facade has the methods that machines' agents and people's clients ask for: what there is nothing of
(units, charms, storage) is answered as by a Juju that has none of it.

Made from the table of facades by \`test/facades-page.test.ts\`; change it there.
`;

/** A table as the formatter leaves it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

function page(): string {
  const versions = JUJU_RELEASES.map((name) => jujuRelease(name).rules.version);
  const rows = FACADE_TABLE.map((row) => [
    `\`${row.facade.name}\``,
    ...JUJU_RELEASES.map((release) => row[release].join(", ") || "–"),
    row.facade.on.join(", "),
    callers(row),
  ]).toSorted(([a = ""], [b = ""]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return `${HEADER}\n${markdownTable([["facade", ...versions, "connection", "who"], ...rows])}\n`;
}

describe("the page of facades", () => {
  test("says what the table of facades says", async () => {
    await expect(page()).toMatchFileSnapshot("../FACADES.md");
  });
});
