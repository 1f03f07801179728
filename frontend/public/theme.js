// Before the first paint: the theme that was chosen here, or the system's. A file, since the policy allows no inline script.
const chosen = localStorage.getItem("theme");
const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
document.documentElement.dataset.theme = dark ? "dark" : "light";
