import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { ErrorState } from "@/feedback/error-state";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { usageQuery } from "./queries";

const MONTHS = 12;
const monthName = new Intl.DateTimeFormat("en", { month: "long", year: "numeric", timeZone: "UTC" });

/** What each person has spent, month by month; those who have left are named, too. */
export function UsageByMonth() {
  const months = lastMonths();
  const [month, setMonth] = useState(months[0].value);
  const usage = useQuery(usageQuery(month));
  return (
    <Card aria-labelledby="usage">
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 id="usage" className="text-lg">
          Spent by each
        </h2>
        <div className="w-48">
          <Select aria-label="Month" value={month} choices={months} onChange={setMonth} />
        </div>
      </div>
      {usage.isPending && <SkeletonRows rows={2} label="Loading what was spent" />}
      {usage.error && <ErrorState error={usage.error} onRetry={() => usage.refetch()} />}
      {usage.data?.members.length === 0 && <p className="text-ink-3">Nobody has spent anything.</p>}
      <ul className="flex flex-col divide-y divide-line">
        {usage.data?.members.map(({ user_id, username, spent }) => (
          <li key={user_id} className="flex justify-between gap-4 py-2">
            <span className="truncate">{username ?? "An account that was deleted"}</span>
            <span className="numeric">{credits(spent)}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function lastMonths(): [{ value: string; label: string }, ...{ value: string; label: string }[]] {
  const now = new Date();
  const [present, ...earlier] = Array.from({ length: MONTHS }, (_, back) => {
    const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1));
    return { value: first.toISOString().slice(0, 7), label: monthName.format(first) };
  });
  return [present ?? { value: now.toISOString().slice(0, 7), label: monthName.format(now) }, ...earlier];
}
