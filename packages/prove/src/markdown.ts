import { holds, type HarnessReport, type Table } from "./proof.js";

/** The whole proof as a page: what was tried, and what became of it. */
export function page(reports: readonly HarnessReport[]): string {
  return [
    "# Crash safety",
    "Made by `npm run prove`; run it to see it happen. A crash point is a moment at which something went wrong: a kill, a failed call, a lost request, a power cut. After each of them the agent must connect again by itself. A negative control is an agent, or a writer, with one thing wrong: the harness must find it out.",
    summary(reports),
    ...reports.map(section),
    "",
  ].join("\n\n");
}

/** The outcome in a few lines. */
export function summary(reports: readonly HarnessReport[]): string {
  const rows = reports.map((report) => [
    report.title,
    report.crashPoints,
    report.lockOuts.length,
    `${report.controls.filter(({ found }) => found !== undefined).length} of ${report.controls.length}`,
    report.skipped.length,
    holds(report) ? "holds" : "FAILS",
  ]);
  const total = reports.reduce((sum, { crashPoints }) => sum + crashPoints, 0);
  const lost = reports.reduce((sum, { lockOuts }) => sum + lockOuts.length, 0);
  const skipped = reports.reduce((sum, report) => sum + report.skipped.length, 0);
  const head = ["harness", "crash points", "lock-outs", "controls found out", "skipped", ""];
  return table(head, [...rows, ["together", total, lost, "", skipped, ""]]);
}

function section(report: HarnessReport): string {
  return [
    `## ${report.title}`,
    report.scope,
    ...report.tables.filter(({ rows }) => rows.length > 0).map(captioned),
    ...list("Locked out", report.lockOuts),
    ...list("Skipped", report.skipped),
    ...(report.controls.length === 0 ? [] : ["Negative controls:", controls(report)]),
  ].join("\n\n");
}

function controls(report: HarnessReport): string {
  const rows = report.controls.map(({ name, found }) => [name, found ?? "NOT FOUND OUT"]);
  return table(["what is wrong", "how it was found out"], rows);
}

function captioned({ caption, head, rows }: Table): string {
  return `${caption}:\n\n${table(head, rows)}`;
}

function list(what: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [`${what}:\n\n${items.map((item) => `- ${item}`).join("\n")}`];
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => (typeof cell === "number" ? cell.toLocaleString("en") : escape(cell))).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function escape(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll(/\s+/g, " ");
}
