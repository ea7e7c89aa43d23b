// @ts-check
/** Light and dark: the system's choice unless a person makes another one. */

const KEPT = "longplay-theme";
const dark = matchMedia("(prefers-color-scheme: dark)");
/** @type {(() => void)[]} */
const listeners = [];

/** @returns {boolean} */
export const isDark = () => document.documentElement.dataset.theme === "dark";

/** Calls back when the theme has changed. @param {() => void} act */
export const ontheme = (act) => listeners.push(act);

export function startTheme() {
  apply(kept() ?? (dark.matches ? "dark" : "light"));
  dark.addEventListener("change", () => {
    if (!kept()) apply(dark.matches ? "dark" : "light");
  });
}

export function toggleTheme() {
  const theme = isDark() ? "light" : "dark";
  try {
    localStorage.setItem(KEPT, theme);
  } catch { /* a page from disk may keep nothing */ }
  apply(theme);
}

/** @returns {string | null} */
function kept() {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

/** @param {string} theme */
function apply(theme) {
  document.documentElement.dataset.theme = theme;
  for (const act of listeners) act();
}

/** The page's colours as a canvas needs them. @returns {Record<string, string>} */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = [
    "ink", "soft", "faint", "line", "panel", "page", "fog", "accent", "blue", "red", "green", "pink", "orange", "sky",
  ];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}
