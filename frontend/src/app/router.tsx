/** Puts the screens of all features into the frame. Each page is loaded when it is opened. */
import { createRouter, Outlet } from "@tanstack/react-router";
import * as doors from "@/features/account/public-routes";
import { join } from "@/features/team/public-routes";
import { rootRoute, shellRoute } from "@/routing/parent-routes";
import { CrashPage } from "./crash-page";
import { NotFoundPage } from "./not-found-page";
import * as screens from "./screens";
import { Shell } from "./shell";

rootRoute.update({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: CrashPage });
shellRoute.update({ component: Shell });

export const router = createRouter({
  basepath: import.meta.env.BASE_URL,
  routeTree: rootRoute.addChildren({ ...doors, join, shell: shellRoute.addChildren(screens) }),
  defaultPreload: "intent",
  scrollRestoration: true,
  scrollToTopSelectors: ["#main"],
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
