import type { ComponentProps } from "react";
import { cx } from "./class-names";

interface CardProps extends ComponentProps<"section"> {
  /** Its parts keep their own distance from the edge. */
  flush?: boolean;
}

export function Card({ flush = false, className, ...props }: CardProps) {
  return (
    <section
      className={cx(
        "min-w-0 rounded-lg border border-line bg-surface shadow-1",
        flush ? "overflow-hidden" : "p-4 sm:p-6",
        className,
      )}
      {...props}
    />
  );
}
