import type { Usage } from "./queries";

const DAY_MS = 86_400_000;

export interface Day {
  day: string;
  credits: number;
  jobs: number;
}

/** Every day of the period, those on which nothing was used included. */
export function daysOf(usage: Pick<Usage, "first_day" | "last_day" | "rows">): Day[] {
  const used = new Map(usage.rows.map((row) => [row.day, row]));
  const days: Day[] = [];
  for (let at = Date.parse(usage.first_day); at <= Date.parse(usage.last_day); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    days.push({ day, credits: used.get(day)?.credits ?? 0, jobs: used.get(day)?.jobs ?? 0 });
  }
  return days;
}
