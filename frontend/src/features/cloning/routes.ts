import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/routing/parent-routes";

export const clonedVoices = createRoute({
  getParentRoute: () => shellRoute,
  path: "/voices/cloned",
  component: lazyRouteComponent(() => import("./cloned-voices-page"), "ClonedVoicesPage"),
});

export const cloneVoice = createRoute({
  getParentRoute: () => shellRoute,
  path: "/voices/clone",
  component: lazyRouteComponent(() => import("./clone-page"), "ClonePage"),
});
