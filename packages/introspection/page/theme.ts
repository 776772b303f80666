// Dark or light: as the system says, until a person says otherwise; that is remembered.
import { byId } from "./elements.js";

const key = "holdfast-theme";

/** Keeps the page's theme. Calls back when it has changed. */
export function followTheme(changed: () => void): void {
  const system = matchMedia("(prefers-color-scheme: light)");
  const apply = (): void => {
    const chosen = remembered();
    document.documentElement.dataset["theme"] = chosen ?? (system.matches ? "light" : "dark");
    changed();
  };
  system.addEventListener("change", apply);
  byId("theme").addEventListener("click", () => {
    remember(document.documentElement.dataset["theme"] === "light" ? "dark" : "light");
    apply();
  });
  apply();
}

// A browser may forbid storage; then the choice lasts as long as the page.
let unstored: string | undefined;

function remembered(): string | undefined {
  try {
    return localStorage.getItem(key) ?? unstored;
  } catch {
    return unstored;
  }
}

function remember(theme: string): void {
  unstored = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // as above
  }
}
