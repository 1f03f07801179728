import { Progress as Primitive } from "radix-ui";
import { cx } from "./class-names";

interface ProgressProps {
  label: string;
  /** From 0 to 1; null while it is not known. */
  value: number | null;
  className?: string;
}

export function Progress({ label, value, className }: ProgressProps) {
  return (
    <Primitive.Root
      aria-label={label}
      value={value === null ? null : Math.round(value * 100)}
      className={cx("h-1.5 w-full overflow-hidden rounded-full bg-line", className)}
    >
      <Primitive.Indicator
        className={cx(
          "h-full rounded-full bg-accent transition-[width] duration-300",
          value === null && "w-1/3 animate-shimmer",
        )}
        style={value === null ? undefined : { width: `${Math.max(2, value * 100)}%` }}
      />
    </Primitive.Root>
  );
}
