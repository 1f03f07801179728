import { cx } from "./class-names";

/** Holds the place of what is on its way. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cx("animate-shimmer rounded-md bg-line", className)} />;
}

export function SkeletonRows({ rows, label }: { rows: number; label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: these have no identity
        <Skeleton key={row} className="h-14 w-full" />
      ))}
    </div>
  );
}
