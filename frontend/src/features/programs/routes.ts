import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { shellRoute } from "@/routing/parent-routes";

export const apiKeys = createRoute({
  getParentRoute: () => shellRoute,
  path: "/programs/keys",
  component: lazyRouteComponent(() => import("./keys-page"), "KeysPage"),
});

export const webhooks = createRoute({
  getParentRoute: () => shellRoute,
  path: "/programs/webhooks",
  component: lazyRouteComponent(() => import("./webhooks-page"), "WebhooksPage"),
});

export const usage = createRoute({
  getParentRoute: () => shellRoute,
  path: "/programs/usage",
  component: lazyRouteComponent(() => import("./usage-page"), "UsagePage"),
});
