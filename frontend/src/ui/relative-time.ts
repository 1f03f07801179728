const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const WEEK_S = 7 * 86_400;
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const day = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", year: "numeric" });

/** How long ago something was: "3 minutes ago", and its day after a week. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - new Date(iso).getTime()) / 1000;
  if (seconds > WEEK_S) return day.format(new Date(iso));
  for (const [unit, size] of STEPS)
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  return "just now";
}
