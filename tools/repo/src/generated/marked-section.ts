// The parts of a page that a command writes stand between two comments, so that the rest stays a person's.

/**
 * The page with `content` as what stands between `<!-- generated NAME -->` and `<!-- /generated -->`.
 *
 * @throws {Error} where the page does not have these two comments
 */
export function withSection(page: string, name: string, content: string): string {
  const open = `<!-- generated ${name} -->\n`;
  const close = "<!-- /generated -->";
  const start = page.indexOf(open);
  const end = page.indexOf(close, start);
  if (start === -1 || end === -1) throw new Error(`no section is marked as "generated ${name}"`);
  return `${page.slice(0, start)}${open}\n${content.trim()}\n\n${page.slice(end)}`;
}
