import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok } from "@/api/client";
import { ErrorState } from "@/feedback/error-state";
import { Card } from "@/ui/card";
import { SkeletonRows } from "@/ui/skeleton";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const GIGABYTE = 1e9;

export function gigabytes(bytes: number): string {
  return `${number.format(bytes / GIGABYTE)} GB`;
}

/** How the installation stands: people, credits, jobs, queue, storage. */
export function Overview() {
  const statistics = useQuery({
    queryKey: ["admin", "statistics"],
    queryFn: () => ok(api.GET("/admin/statistics")),
  });
  const queue = useQuery({ queryKey: ["admin", "queue"], queryFn: () => ok(api.GET("/admin/queue")) });
  const storage = useQuery({ queryKey: ["admin", "storage"], queryFn: () => ok(api.GET("/admin/storage")) });
  const error = statistics.error ?? queue.error ?? storage.error;
  if (error) return <ErrorState error={error} onRetry={() => statistics.refetch()} />;
  if (!statistics.data || !queue.data || !storage.data) return <SkeletonRows rows={6} label="Loading" />;
  const found = statistics.data;
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <Facts
        title="People"
        facts={{
          Accounts: found.users,
          "New in 30 days": found.new_users,
          Suspended: found.suspended_users,
          Teams: found.teams,
          ...found.workspaces,
        }}
      />
      <Facts title="Credits" facts={{ ...found.credits, "left in all": found.outstanding_credits }} />
      <Facts title="Jobs of 30 days" facts={{ ...found.jobs, ...found.tools }} />
      <Facts
        title="Queue"
        facts={{
          ...Object.fromEntries(
            queue.data.lengths.map((length) => [`${length.queue}, ${length.status}`, length.entries]),
          ),
          "Oldest waits": `${number.format(queue.data.oldest_waiting_s)} s`,
          Workers: queue.data.workers.length,
        }}
      />
      <Facts
        title="Storage"
        facts={{
          "Kept in all": gigabytes(storage.data.kept_bytes),
          ...Object.fromEntries(
            Object.entries(storage.data.files).map(([state, count]) => [`Files ${state}`, count]),
          ),
        }}
      />
      <Facts
        title="Who keeps the most"
        facts={Object.fromEntries(
          storage.data.largest.map((of) => [`${of.name} (${of.tier})`, gigabytes(of.kept_bytes)]),
        )}
      />
    </div>
  );
}

function Facts({ title, facts }: { title: string; facts: Record<string, ReactNode> }) {
  return (
    <Card aria-label={title}>
      <h2 className="mb-3 text-lg">{title}</h2>
      {Object.keys(facts).length === 0 && <p className="text-ink-3">Nothing yet.</p>}
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
        {Object.entries(facts).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="truncate text-ink-3">{name}</dt>
            <dd className="numeric text-right">{typeof value === "number" ? number.format(value) : value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
