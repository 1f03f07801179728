import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/routing/parent-routes";

interface LoginSearch {
  /** Where to go on once signed in: a path of this app. */
  next?: string;
}

function readSearch({ next }: Record<string, unknown>): LoginSearch {
  return typeof next === "string" && /^\/(?!\/)/.test(next) ? { next } : {};
}

export const login = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  component: lazyRouteComponent(() => import("./sign-in-page"), "SignInPage"),
  validateSearch: readSearch,
});

export const register = createRoute({
  getParentRoute: () => rootRoute,
  path: "/register",
  component: lazyRouteComponent(() => import("./register-page"), "RegisterPage"),
  validateSearch: readSearch,
});
