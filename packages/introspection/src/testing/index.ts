// The live page in a real browser: for tests inside this repository, not published
export type { Page } from "playwright-core";
export { browserPath, launchBrowser, openBrowser, sayWhereSkipped } from "./browser.js";
export { seriousViolations, type Violation } from "./accessibility.js";
