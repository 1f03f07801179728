import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Music } from "lucide-react";
import { shellRoute } from "@/routing/parent-routes";

export const music = createRoute({
  getParentRoute: () => shellRoute,
  path: "/music",
  component: lazyRouteComponent(() => import("./music-page"), "MusicPage"),
  staticData: { place: { title: "Music", icon: Music, order: 35, bars: ["sidebar", "tab-bar"] } },
});

export const effects = createRoute({
  getParentRoute: () => shellRoute,
  path: "/music/effects",
  component: lazyRouteComponent(() => import("./effects-page"), "EffectsPage"),
});

export const engines = createRoute({
  getParentRoute: () => shellRoute,
  path: "/music/engines",
  component: lazyRouteComponent(() => import("./engines-page"), "EnginesPage"),
});
