import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { newKey } from "@/api/new-key";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { money } from "@/ui/money";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { paywallQuery } from "./queries";
import { SandboxNotice } from "./sandbox-notice";

type Price = Schemas["PriceView"];

export function PaywallPage() {
  const paywall = useQuery(paywallQuery);
  const [visit] = useState(newKey);
  const [bought, setBought] = useState<string | null>(null);
  const buying = useMutation({
    mutationFn: (product: string) =>
      ok(
        api.POST("/api/create-checkout-session", {
          body: { product },
          // Pressed again after a failure, the same product leads to the same checkout.
          params: { header: { "Idempotency-Key": `${visit} ${product}` } },
        }),
      ),
    onSuccess: ({ checkout_url }) => checkout_url && location.assign(checkout_url),
  });

  function buy(product: string) {
    setBought(product);
    buying.mutate(product);
  }

  const busy = buying.isPending || buying.isSuccess ? bought : null;
  const { data } = paywall;
  return (
    <Page title="Get credits" subtitle="Each job says what it costs before it begins.">
      <div className="flex max-w-4xl flex-col gap-6">
        {data?.is_sandbox && <SandboxNotice />}
        {buying.error && <Notice tone="bad">{problemOf(buying.error).detail}</Notice>}
        {paywall.isPending && <SkeletonRows rows={3} label="Loading what is for sale" />}
        {paywall.error && <ErrorState error={paywall.error} onRetry={() => paywall.refetch()} />}
        {data && data.debt > 0 && (
          <Notice tone="warn" title={`${credits(data.debt)} are owed`}>
            A payment was taken back after its credits were spent. The next credits pay this first; what you
            have made can still be downloaded.
          </Notice>
        )}
        {data && !data.provider && (
          <Notice tone="info">Nothing is sold on this server; its operator can give you credits.</Notice>
        )}
        {data && data.packages.length > 0 && (
          <section aria-labelledby="packages">
            <h2 id="packages" className="mb-3 text-lg">
              Once
            </h2>
            <ul className="grid gap-4 sm:grid-cols-3">
              {data.packages.map((price) => (
                <Offer key={price.product} price={price} busy={busy} onBuy={buy} />
              ))}
            </ul>
          </section>
        )}
        {data && data.plans.length > 0 && (
          <section aria-labelledby="plans">
            <h2 id="plans" className="mb-3 text-lg">
              Each month
            </h2>
            <ul className="grid gap-4 sm:grid-cols-3">
              {data.plans.map((price) => (
                <Offer
                  key={price.product}
                  price={price}
                  busy={busy}
                  onBuy={buy}
                  isTaken={data.subscription?.product === price.product}
                  isClosed={data.subscription !== null}
                />
              ))}
            </ul>
            {data.subscription && (
              <p className="mt-3 text-ink-3">
                You have {data.subscription.name}. It is changed and ended under{" "}
                <Link to="/credits" className="font-medium text-accent-ink hover:underline">
                  Credits
                </Link>
                .
              </p>
            )}
          </section>
        )}
      </div>
    </Page>
  );
}

interface OfferProps {
  price: Price;
  busy: string | null;
  onBuy: (product: string) => void;
  isTaken?: boolean;
  /** Where there is a plan already, no second one is bought. */
  isClosed?: boolean;
}

function Offer({ price, busy, onBuy, isTaken = false, isClosed = false }: OfferProps) {
  const cost = money(price.amount_minor, price.currency);
  const lasts = price.tier
    ? "What is left stays for one month more."
    : price.credits_last_days
      ? `They expire after ${price.credits_last_days} days.`
      : "They never expire.";
  return (
    <li>
      <Card className="flex h-full flex-col gap-3">
        <div className="grow">
          <h3 className="text-base font-semibold">{price.name}</h3>
          <p className="numeric text-2xl font-semibold">
            {cost}
            {price.tier && <span className="text-base font-normal text-ink-3"> a month</span>}
          </p>
          <p className="text-ink-3">
            {credits(price.credits)}
            {price.tier ? " each month" : ""}. {lasts}
          </p>
        </div>
        <Button
          variant="primary"
          disabled={isTaken || isClosed || (busy !== null && busy !== price.product)}
          busy={busy === price.product}
          aria-label={`Buy ${price.name} for ${cost}`}
          onClick={() => onBuy(price.product)}
        >
          {isTaken ? "Yours" : "Buy"}
        </Button>
      </Card>
    </li>
  );
}
