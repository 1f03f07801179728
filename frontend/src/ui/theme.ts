/** Light or dark: as the system has it, unless one was chosen here. theme.js does the same before the first paint. */
import { create } from "zustand";

export type Theme = "system" | "light" | "dark";

const KEY = "theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");

export const useTheme = create<{ theme: Theme }>(() => ({
  theme: (localStorage.getItem(KEY) as Theme) ?? "system",
}));

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme);
  useTheme.setState({ theme });
}

export function followTheme(): void {
  const apply = () => {
    const { theme } = useTheme.getState();
    const dark = theme === "dark" || (theme === "system" && systemDark.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  };
  apply();
  useTheme.subscribe(apply);
  systemDark.addEventListener("change", apply);
}
