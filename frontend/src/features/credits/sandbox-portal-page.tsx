import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { day } from "@/ui/format-date";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { paywallQuery } from "./queries";
import { SandboxNotice } from "./sandbox-notice";

/** What a payment provider's portal is elsewhere: a plan is ended here. */
export function SandboxPortalPage() {
  const client = useQueryClient();
  const paywall = useQuery({ ...paywallQuery, refetchInterval: 1000 });
  const ending = useMutation({
    mutationFn: () => ok(api.DELETE("/api/sandbox/plan")),
    onSuccess: () => client.invalidateQueries({ queryKey: ["credits"] }),
  });
  const plan = paywall.data?.subscription;
  return (
    <Page title="Sandbox portal">
      <div className="flex max-w-xl flex-col gap-6">
        <SandboxNotice />
        {paywall.error && <ErrorState error={paywall.error} onRetry={() => paywall.refetch()} />}
        {ending.error && <Notice tone="bad">{problemOf(ending.error).detail}</Notice>}
        <Card aria-label="Plan">
          {!plan && <p className="text-ink-2">There is no plan to change.</p>}
          {plan && (
            <>
              <p className="mb-4">
                {plan.name}, {plan.cancels_at_period_end ? "ends" : "renews"} on {day(plan.period_end)}.
              </p>
              {!plan.cancels_at_period_end && (
                <Button variant="danger" busy={ending.isPending} onClick={() => ending.mutate()}>
                  End the plan with its month
                </Button>
              )}
            </>
          )}
        </Card>
        <Button asChild className="self-start">
          <Link to="/credits">Back to credits</Link>
        </Button>
      </div>
    </Page>
  );
}
