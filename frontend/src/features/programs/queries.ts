import { queryOptions } from "@tanstack/react-query";
import { api, ok, type Schemas } from "@/api/client";

export type ApiKey = Schemas["ApiKeyView"];
export type Subscription = Schemas["SubscriptionView"];
export type Delivery = Schemas["DeliveryView"];
export type Usage = Schemas["Usage"];

const LOG_REFRESH_MS = 3_000;

export const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => ok(api.GET("/api-keys")),
});

export const subscriptionsQuery = queryOptions({
  queryKey: ["webhooks", "subscriptions"],
  queryFn: () => ok(api.GET("/webhooks/subscriptions")),
});

/** The newest messages; asked for again while one of them is on its way. */
export const deliveriesQuery = queryOptions({
  queryKey: ["webhooks", "deliveries"],
  queryFn: async () =>
    (await ok(api.GET("/webhooks/deliveries", { params: { query: { limit: 50 } } }))).items,
  refetchInterval: ({ state }) =>
    state.data?.some((delivery) => delivery.status === "waiting") ? LOG_REFRESH_MS : false,
});

export const usageQuery = (days: number, by: Schemas["UsageGroup"]) =>
  queryOptions({
    queryKey: ["usage", days, by],
    queryFn: async () => {
      const first = new Date(Date.now() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
      const query = { first_day: first, by: [by] };
      // The same address also answers as CSV, so the description names two shapes.
      return (await ok(api.GET("/usage", { params: { query } }))) as Usage;
    },
  });
