import { createRoute, lazyRouteComponent, notFound } from "@tanstack/react-router";
import { House } from "lucide-react";
import { queryClient, toolsQuery } from "@/api/queries";
import { shellRoute } from "@/routing/parent-routes";
import { KNOWN_TOOLS, toolsOf } from "@/tool-display/tools";

export const home = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  component: lazyRouteComponent(() => import("./home-page"), "HomePage"),
  staticData: { place: { title: "Home", icon: House, order: 10, bars: ["sidebar", "tab-bar"] } },
});

export const tool = createRoute({
  getParentRoute: () => shellRoute,
  path: "/tools/$tool",
  component: lazyRouteComponent(() => import("./tool-page"), "ToolPage"),
  beforeLoad: async ({ params }) => {
    const isHere = ({ slug }: { slug: string }) => slug === params.tool;
    if (KNOWN_TOOLS.some(isHere)) return;
    // Any other is here where the server's list says so. If that cannot be had, the page tells why.
    const listed = await queryClient.ensureQueryData({ ...toolsQuery, retry: false }).catch(() => null);
    if (listed && !toolsOf(listed).some(isHere)) throw notFound();
  },
});
