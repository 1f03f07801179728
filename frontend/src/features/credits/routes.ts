import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/routing/parent-routes";

interface CreditsSearch {
  /** A purchase that somebody has just come back from. */
  purchase?: string;
}

export const credits = createRoute({
  getParentRoute: () => shellRoute,
  path: "/credits",
  component: lazyRouteComponent(() => import("./credits-page"), "CreditsPage"),
  validateSearch: ({ purchase }: Record<string, unknown>): CreditsSearch =>
    typeof purchase === "string" ? { purchase } : {},
});

export const paywall = createRoute({
  getParentRoute: () => shellRoute,
  path: "/paywall",
  component: lazyRouteComponent(() => import("./paywall-page"), "PaywallPage"),
});

export const sandboxPortal = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sandbox/portal",
  component: lazyRouteComponent(() => import("./sandbox-portal-page"), "SandboxPortalPage"),
});

export const sandboxCheckout = createRoute({
  getParentRoute: () => shellRoute,
  path: "/sandbox/$checkoutId",
  component: lazyRouteComponent(() => import("./sandbox-checkout-page"), "SandboxCheckoutPage"),
});
