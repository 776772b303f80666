/** Makes `dist/page.html`; resolves to a line that says how much it weighs. */
export function buildPage(): Promise<string>;
