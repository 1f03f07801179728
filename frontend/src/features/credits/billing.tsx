/** What stands on the page of credits beside the history: lots, the plan, purchases, and how one comes along. */
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { money } from "@/ui/money";
import { Notice } from "@/ui/notice";
import { lotsQuery, paywallQuery, purchaseQuery, purchasesQuery } from "./queries";

const LOTS: Record<Schemas["Lot"]["kind"], string> = {
  signup: "Welcome",
  purchase: "Bought",
  subscription: "Of your plan",
  admin: "Given",
  promotion: "Promotion",
};
const STATES: Record<Schemas["PurchaseView"]["state"], string> = {
  open: "not paid yet",
  pending: "the money is on its way",
  paid: "paid",
  failed: "refused",
  expired: "expired",
};
const day = new Intl.DateTimeFormat("en", { dateStyle: "medium" });

/** How the purchase comes along that somebody has just come back from. */
export function PurchaseNews({ purchaseId }: { purchaseId: string }) {
  const client = useQueryClient();
  const purchase = useQuery(purchaseQuery(purchaseId));
  const state = purchase.data?.state;
  useEffect(() => {
    if (state && state !== "open") void client.invalidateQueries({ queryKey: ["credits"] });
  }, [client, state]);
  if (purchase.error) return <Notice tone="bad">{problemOf(purchase.error).detail}</Notice>;
  if (!purchase.data) return null;
  const { name } = purchase.data;
  if (state === "paid") return <Notice tone="good">{name}: paid, and yours now.</Notice>;
  if (state === "pending")
    return <Notice tone="info">{name}: the money is on its way. The credits come when it arrives.</Notice>;
  if (state === "open") return <Notice tone="info">{name}: waiting for the payment…</Notice>;
  return <Notice tone="warn">{name}: nothing was paid, and nothing was charged.</Notice>;
}

export function Lots() {
  const { data } = useQuery(lotsQuery);
  if (!data) return null;
  return (
    <>
      {data.debt > 0 && (
        <div className="mt-4">
          <Notice tone="warn" title={`${credits(data.debt)} are owed`}>
            A payment was taken back after its credits were spent. The next credits pay this first.
          </Notice>
        </div>
      )}
      <ul aria-label="Lots" className="mt-3 flex flex-col gap-1 text-ink-2">
        {data.lots.map((lot) => (
          <li key={lot.id}>
            <span className="numeric font-medium">{credits(lot.remaining)}</span>{" "}
            <span className="text-ink-3">
              {LOTS[lot.kind]},{" "}
              {lot.expires_at ? `until ${day.format(new Date(lot.expires_at))}` : "never expires"}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function Plan() {
  const paywall = useQuery(paywallQuery);
  const opening = useMutation({
    mutationFn: () => ok(api.POST("/api/billing-portal")),
    onSuccess: ({ url }) => location.assign(url),
  });
  const tier = paywall.data?.tier ?? useSession.getState().user?.tier;
  const plan = paywall.data?.subscription;
  return (
    <Card className="mb-6" aria-label="Plan">
      <p className="text-ink-3">Your plan</p>
      <p className="text-lg font-semibold">{tier}</p>
      {plan && (
        <p className="text-ink-3">
          {plan.cancels_at_period_end ? "Ends" : "Renews"} on {day.format(new Date(plan.period_end))}
          {plan.state === "past_due" && ". Its payment failed and is tried again."}
        </p>
      )}
      {opening.error && (
        <div className="mt-3">
          <Notice tone="bad">{problemOf(opening.error).detail}</Notice>
        </div>
      )}
      {paywall.data?.provider && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button asChild variant="primary">
            <Link to="/paywall">Get credits</Link>
          </Button>
          <Button busy={opening.isPending} onClick={() => opening.mutate()}>
            Invoices and plan
          </Button>
        </div>
      )}
    </Card>
  );
}

export function Purchases() {
  const purchases = useInfiniteQuery(purchasesQuery);
  const rows = purchases.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="purchases" className="mb-6">
      <h2 id="purchases" className="mb-3 text-lg">
        Purchases
      </h2>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
        {rows.map((row) => (
          <li key={row.purchase_id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
            <span className="font-medium">{row.name}</span>
            <span className="numeric">{money(row.amount_minor, row.currency)}</span>
            <span className="text-ink-3">
              {STATES[row.state]}
              {row.refunded_minor > 0 && `, ${money(row.refunded_minor, row.currency)} went back`}
            </span>
            <span className="grow text-right text-sm text-ink-3">{day.format(new Date(row.created_at))}</span>
            {row.receipt_url && (
              <a href={row.receipt_url} className="font-medium text-accent-ink hover:underline">
                Receipt
              </a>
            )}
            {row.state === "open" && row.checkout_url && (
              <a href={row.checkout_url} className="font-medium text-accent-ink hover:underline">
                Pay
              </a>
            )}
          </li>
        ))}
      </ul>
      {purchases.hasNextPage && (
        <Button
          className="mt-4"
          busy={purchases.isFetchingNextPage}
          onClick={() => purchases.fetchNextPage()}
        >
          Show older purchases
        </Button>
      )}
    </section>
  );
}
