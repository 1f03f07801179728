/** Writes sw.js beside the app: the worker's source with the list of files that the shell needs, and their version. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

const SOURCE = new URL("./service-worker.js", import.meta.url);
const SHELL = /^assets\/(.*\.(js|css)|inter-latin-wght-.*\.woff2)$/;

export function serviceWorker(): Plugin {
  return {
    name: "audiostudio-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = Object.keys(bundle).filter((name) => SHELL.test(name));
      const version = createHash("sha256");
      for (const name of Object.keys(bundle).sort()) version.update(name);
      const source = readFileSync(SOURCE, "utf8")
        .replace("__VERSION__", version.digest("hex").slice(0, 12))
        .replace('["__SHELL__"]', JSON.stringify(["./", "theme.js", "icon.svg", ...files.sort()]));
      this.emitFile({ type: "asset", fileName: "sw.js", source });
    },
  };
}
