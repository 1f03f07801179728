import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Settings } from "lucide-react";
import { shellRoute } from "@/routing/parent-routes";
import type { Provider } from "./security/providers";

export const settings = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings-page"), "SettingsPage"),
  staticData: { place: { title: "Settings", icon: Settings, order: 50, bars: ["tab-bar"] } },
});

interface SecuritySearch {
  /** The provider that has just been connected. */
  connected?: Provider;
}

export const security = createRoute({
  getParentRoute: () => shellRoute,
  path: "/security",
  component: lazyRouteComponent(() => import("./security-page"), "SecurityPage"),
  validateSearch: ({ connected }: Record<string, unknown>): SecuritySearch =>
    connected === "google" || connected === "github" ? { connected } : {},
});
