import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { shellRoute } from "@/routing/parent-routes";

export const team = createRoute({
  getParentRoute: () => shellRoute,
  path: "/team",
  component: lazyRouteComponent(() => import("./team-page"), "TeamPage"),
  staticData: { place: { title: "Team", icon: Users, order: 45, bars: ["sidebar"] } },
});
