import type { ComponentProps } from "react";
import { cx } from "./class-names";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return (
    <section
      className={cx("rounded-lg border border-line bg-surface p-4 shadow-1 sm:p-6", className)}
      {...props}
    />
  );
}
