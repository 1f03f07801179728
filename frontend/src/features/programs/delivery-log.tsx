import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ago } from "@/ui/relative-time";
import { SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { type Delivery, deliveriesQuery } from "./queries";

const TONES = { waiting: "warn", delivered: "good", failed: "bad" } as const;

/** What was sent to all addresses, newest first. */
export function DeliveryLog() {
  const log = useQuery(deliveriesQuery);
  return (
    <section aria-labelledby="log">
      <h2 id="log" className="mb-3 text-lg">
        What was sent
      </h2>
      {log.isPending && <SkeletonRows rows={3} label="Loading the log" />}
      {log.error && !log.data && <ErrorState error={log.error} onRetry={() => log.refetch()} />}
      {log.data?.length === 0 && <p className="text-ink-3">Nothing yet; send a test to see how it looks.</p>}
      {log.data && log.data.length > 0 && (
        <ul
          aria-label="Messages"
          className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1"
        >
          {log.data.map((delivery) => (
            <Message key={delivery.delivery_id} delivery={delivery} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Message({ delivery }: { delivery: Delivery }) {
  const client = useQueryClient();
  const replaying = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/webhooks/deliveries/{delivery_id}/replay", {
          params: { path: { delivery_id: delivery.delivery_id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveriesQuery.queryKey }),
    onError: (error) => toast(problemOf(error).detail),
  });
  const tries = delivery.attempts === 1 ? "1 attempt" : `${delivery.attempts} attempts`;
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{delivery.event}</span>
          <Badge tone={TONES[delivery.status]}>{delivery.status}</Badge>
        </p>
        <p className="text-sm break-all text-ink-3">{delivery.url}</p>
        <p className="text-sm text-ink-3">
          {ago(delivery.created_at)} · {tries}
          {delivery.result && delivery.status !== "delivered" && ` · ${delivery.result}`}
          {delivery.answer_status && ` · answered ${delivery.answer_status}`}
          {delivery.duration_ms !== null && ` in ${delivery.duration_ms} ms`}
        </p>
        {delivery.answer_head && (
          <pre className="mt-1 max-h-24 overflow-y-auto rounded-sm bg-sunken p-2 text-xs whitespace-pre-wrap">
            {delivery.answer_head}
          </pre>
        )}
      </div>
      <Button size="sm" busy={replaying.isPending} onClick={() => replaying.mutate()}>
        Send again
      </Button>
    </li>
  );
}
