import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { serviceWorker } from "./build/service-worker-plugin.ts";

const SERVER = process.env.AUDIOSTUDIO_URL ?? "http://localhost:8000";
const OURS = ["/auth", "/credits", "/tools", "/formats", "/upload", "/jobs", "/job", "/status", "/download"];
const ALSO_OURS = ["/files", "/master", "/api", "/v1", "/health", "/webhooks"];

export default defineConfig({
  base: "/app/",
  plugins: [react(), tailwindcss(), serviceWorker()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    outDir: "../src/audiostudio/frontend_dist",
    emptyOutDir: true,
    target: "es2023",
    // Data addresses are no addresses of ours: the content policy wants every font and script as a file.
    assetsInlineLimit: 0,
    manifest: true,
  },
  server: {
    proxy: Object.fromEntries(
      [...OURS, ...ALSO_OURS].map((path) => [path, { target: SERVER, ws: true, changeOrigin: false }]),
    ),
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
