import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Settings } from "lucide-react";
import { shellRoute } from "@/routing/parent-routes";

export const settings = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings-page"), "SettingsPage"),
  staticData: { place: { title: "Settings", icon: Settings, order: 50, bars: ["tab-bar"] } },
});
