import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, ok } from "@/api/client";

const PAGE_SIZE = 20;
/** A purchase that is being looked at is asked for this often: its credits are seen within two seconds. */
const ASK_AGAIN_MS = 1000;

export const paywallQuery = queryOptions({
  queryKey: ["credits", "paywall"],
  queryFn: () => ok(api.GET("/api/paywall")),
});

export const lotsQuery = queryOptions({
  queryKey: ["credits", "lots"],
  queryFn: () => ok(api.GET("/api/credits")),
});

export const purchasesQuery = infiniteQueryOptions({
  queryKey: ["credits", "purchases"],
  queryFn: ({ pageParam }) =>
    ok(api.GET("/api/purchases", { params: { query: { limit: PAGE_SIZE, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

export const purchaseQuery = (purchaseId: string) =>
  queryOptions({
    queryKey: ["purchase", purchaseId],
    queryFn: () =>
      ok(api.GET("/api/purchases/{purchase_id}", { params: { path: { purchase_id: purchaseId } } })),
    refetchInterval: ({ state }) => (state.data?.state === "open" ? ASK_AGAIN_MS : false),
  });

export const sandboxCheckoutQuery = (checkoutId: string) =>
  queryOptions({
    queryKey: ["sandbox", checkoutId],
    queryFn: () =>
      ok(api.GET("/api/sandbox/checkouts/{checkout_id}", { params: { path: { checkout_id: checkoutId } } })),
  });
