/** The routes that a feature's screens hang on. The frame gives them what they show (app/router.tsx). */
import { createRootRoute, createRoute, redirect } from "@tanstack/react-router";
import { type Profile, refreshSession, useSession } from "@/api/session";

type Role = Profile["role"];

export const rootRoute = createRootRoute({
  beforeLoad: async () => {
    if (useSession.getState().status === "unknown") await refreshSession();
  },
});

/** What there is for whoever only pays: sounds are none of theirs. */
const PAGES_OF_MONEY = ["/credits", "/paywall", "/team", "/settings", "/security", "/admin"];

export function isOpen(path: string, role: Role | undefined): boolean {
  return role !== "billing" || PAGES_OF_MONEY.includes(path);
}

/** Everything inside is for those who are signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: ({ location }) => {
    if (useSession.getState().status === "signed-out") {
      throw redirect({ to: "/login", search: location.pathname === "/" ? {} : { next: location.href } });
    }
    if (!isOpen(location.pathname, useSession.getState().user?.role)) throw redirect({ href: "/credits" });
  },
});
