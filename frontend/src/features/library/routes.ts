import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { Library } from "lucide-react";
import { shellRoute } from "@/routing/parent-routes";
import { readSearch } from "./filter";

export const library = createRoute({
  getParentRoute: () => shellRoute,
  path: "/library",
  component: lazyRouteComponent(() => import("./library-page"), "LibraryPage"),
  validateSearch: readSearch,
  staticData: { place: { title: "Library", icon: Library, order: 20, bars: ["sidebar", "tab-bar"] } },
});
