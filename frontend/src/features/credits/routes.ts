import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/routing/parent-routes";

export const credits = createRoute({
  getParentRoute: () => shellRoute,
  path: "/credits",
  component: lazyRouteComponent(() => import("./credits-page"), "CreditsPage"),
});
