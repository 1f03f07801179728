/** The routes that a feature's screens hang on. The frame gives them what they show (app/router.tsx). */
import { createRootRoute, createRoute, redirect } from "@tanstack/react-router";
import { refreshSession, useSession } from "@/api/session";

export const rootRoute = createRootRoute({
  beforeLoad: async () => {
    if (useSession.getState().status === "unknown") await refreshSession();
  },
});

/** Everything inside is for those who are signed in. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: ({ location }) => {
    if (useSession.getState().status === "signed-out") {
      throw redirect({ to: "/login", search: location.pathname === "/" ? {} : { next: location.href } });
    }
  },
});
