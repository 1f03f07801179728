import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/routing/parent-routes";

/** Operators find it in the menu with their name; the server lets nobody else see anything. */
export const admin = createRoute({
  getParentRoute: () => shellRoute,
  path: "/admin",
  component: lazyRouteComponent(() => import("./admin-page"), "AdminPage"),
});
