/** Lets the browser keep the app's shell, and offers a new version when the server has one. */
import { toast } from "@/ui/toast";

export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const worker = navigator.serviceWorker;
  const hadOne = worker.controller !== null;
  worker.addEventListener("controllerchange", () => hadOne && location.reload());
  addEventListener("load", async () => {
    const registration = await worker.register(`${import.meta.env.BASE_URL}sw.js`);
    registration.addEventListener("updatefound", () => {
      const fresh = registration.installing;
      fresh?.addEventListener("statechange", () => {
        if (fresh.state !== "installed" || !worker.controller) return;
        toast("There is a new version of this page.", {
          label: "Load it",
          run: () => fresh.postMessage("take-over"),
        });
      });
    });
  });
}
