import { useQuery } from "@tanstack/react-query";
import { ChartColumn, Download } from "lucide-react";
import { useState } from "react";
import { toolsQuery } from "@/api/queries";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { Segmented } from "@/ui/segmented";
import { SkeletonRows } from "@/ui/skeleton";
import { daysOf } from "./days";
import { ProgramsFrame } from "./programs-frame";
import { type Usage, usageQuery } from "./queries";

const PERIODS = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
];
const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });
const dayName = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

export function UsagePage() {
  const [days, setDays] = useState("30");
  const byDay = useQuery(usageQuery(Number(days), "day"));
  const byTool = useQuery(usageQuery(Number(days), "tool"));
  const byKey = useQuery(usageQuery(Number(days), "key"));
  const tools = useQuery(toolsQuery);
  const title = (name: string | null) => tools.data?.find((tool) => tool.name === name)?.title ?? name ?? "";
  const usage = byDay.data;
  return (
    <ProgramsFrame
      title="Usage"
      subtitle="What the workspace's jobs cost; what was given back is not counted."
      aside={
        <Button asChild>
          <a href="/usage?format=csv" download="usage.csv">
            <Download aria-hidden className="size-4" /> As a table
          </a>
        </Button>
      }
    >
      <div className="flex flex-col gap-6">
        <Segmented label="Period" value={days} choices={PERIODS} onChange={setDays} className="self-start" />
        {byDay.isPending && <SkeletonRows rows={4} label="Loading the usage" />}
        {byDay.error && !usage && <ErrorState error={byDay.error} onRetry={() => byDay.refetch()} />}
        {usage?.jobs === 0 && (
          <EmptyState icon={<ChartColumn aria-hidden />} title="Nothing was asked of a tool in these days" />
        )}
        {usage && usage.jobs > 0 && <Days usage={usage} />}
        {usage && usage.jobs > 0 && (
          <div className="grid gap-6 lg:grid-cols-2">
            <Parts
              title="By tool"
              rows={byTool.data?.rows.map((row) => ({ ...row, name: title(row.tool) }))}
            />
            <Parts
              title="By key"
              rows={byKey.data?.rows.map((row) => ({ ...row, name: row.key_name ?? "Without a key" }))}
            />
          </div>
        )}
      </div>
    </ProgramsFrame>
  );
}

function Days({ usage }: { usage: Usage }) {
  const days = daysOf(usage);
  const most = Math.max(...days.map((day) => day.credits), 0.01);
  return (
    <Card aria-labelledby="by-day">
      <h2 id="by-day" className="text-lg">
        {plain.format(usage.credits)} credits, {plain.format(usage.jobs)} jobs
      </h2>
      <ol aria-label="Credits by day" className="mt-4 flex h-40 items-end gap-px">
        {days.map((day) => (
          <li key={day.day} className="flex h-full min-w-0 grow items-end" title={spoken(day)}>
            <span className="sr-only">{spoken(day)}</span>
            <span
              aria-hidden
              className="w-full rounded-t-sm bg-accent"
              style={{ height: `${Math.max(day.jobs > 0 ? 2 : 0, (100 * day.credits) / most)}%` }}
            />
          </li>
        ))}
      </ol>
      <p aria-hidden className="mt-1 flex justify-between text-sm text-ink-3">
        <span>{dayName.format(new Date(usage.first_day))}</span>
        <span>{dayName.format(new Date(usage.last_day))}</span>
      </p>
    </Card>
  );
}

function spoken({ day, credits, jobs }: { day: string; credits: number; jobs: number }): string {
  return `${dayName.format(new Date(day))}: ${plain.format(credits)} credits, ${jobs} jobs`;
}

interface Part {
  name: string;
  key_id: string | null;
  jobs: number;
  credits: number;
}

function Parts({ title, rows }: { title: string; rows: Part[] | undefined }) {
  const sorted = [...(rows ?? [])].sort((one, other) => other.credits - one.credits);
  return (
    <Card aria-label={title}>
      <h2 className="mb-3 text-lg">{title}</h2>
      <table className="w-full text-left">
        <thead className="text-sm text-ink-3">
          <tr>
            <th scope="col" className="py-1 font-normal">
              What
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              Jobs
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              Credits
            </th>
          </tr>
        </thead>
        <tbody className="numeric divide-y divide-line border-t border-line">
          {sorted.map((row) => (
            <tr key={row.key_id ?? row.name}>
              <td className="py-1.5 break-words">{row.name}</td>
              <td className="py-1.5 text-right">{plain.format(row.jobs)}</td>
              <td className="py-1.5 text-right">{plain.format(row.credits)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
