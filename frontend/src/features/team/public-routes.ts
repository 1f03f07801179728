import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/routing/parent-routes";

/** Where an invitation's link leads: for those, too, who have no account yet. */
export const join = createRoute({
  getParentRoute: () => rootRoute,
  path: "/join",
  component: lazyRouteComponent(() => import("./join-page"), "JoinPage"),
});
