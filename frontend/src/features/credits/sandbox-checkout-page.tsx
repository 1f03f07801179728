import { useMutation, useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { money } from "@/ui/money";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { sandboxCheckoutQuery } from "./queries";
import { SandboxNotice } from "./sandbox-notice";

type Outcome = Schemas["SandboxOutcome"]["outcome"];

/** What a payment provider's own page is elsewhere. */
export function SandboxCheckoutPage() {
  const { checkoutId } = useParams({ from: "/shell/sandbox/$checkoutId" });
  const checkout = useQuery(sandboxCheckoutQuery(checkoutId));
  const deciding = useMutation({
    mutationFn: (outcome: Outcome) =>
      ok(
        api.POST("/api/sandbox/checkouts/{checkout_id}", {
          params: { path: { checkout_id: checkoutId } },
          body: { outcome },
        }),
      ),
    onSuccess: ({ return_url }) => location.assign(return_url),
  });
  const { data } = checkout;
  const isOver = data && !["open", "pending"].includes(data.state);
  return (
    <Page title="Sandbox checkout">
      <div className="flex max-w-xl flex-col gap-6">
        <SandboxNotice />
        {checkout.isPending && <SkeletonRows rows={2} label="Loading the checkout" />}
        {checkout.error && <ErrorState error={checkout.error} onRetry={() => checkout.refetch()} />}
        {deciding.error && <Notice tone="bad">{problemOf(deciding.error).detail}</Notice>}
        {data && (
          <Card aria-label="Checkout">
            <p className="text-ink-3">{data.name}</p>
            <p className="numeric mb-4 text-2xl font-semibold">
              {money(data.amount_minor, data.currency)}
              {data.tier && <span className="text-base font-normal text-ink-3"> a month</span>}
            </p>
            {isOver ? (
              <p className="text-ink-2">
                This checkout was {data.state === "paid" ? "paid" : "refused"}.{" "}
                <a href={data.return_url} className="font-medium text-accent-ink hover:underline">
                  Go back
                </a>
              </p>
            ) : (
              <div className="flex flex-wrap gap-2">
                <Button
                  variant="primary"
                  busy={deciding.isPending || deciding.isSuccess}
                  onClick={() => deciding.mutate("pay")}
                >
                  Pay, with no money
                </Button>
                <Button disabled={deciding.isPending} onClick={() => deciding.mutate("pay_later")}>
                  Pay later, as by debit
                </Button>
                <Button disabled={deciding.isPending} onClick={() => deciding.mutate("decline")}>
                  Let it be refused
                </Button>
              </div>
            )}
          </Card>
        )}
      </div>
    </Page>
  );
}
