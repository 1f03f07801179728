import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { cx } from "./class-names";

type Variant = "primary" | "plain" | "quiet" | "danger";
type Size = "sm" | "md" | "lg";

const VARIANTS: Record<Variant, string> = {
  primary: "bg-accent text-on-accent shadow-1 hover:bg-accent-hover",
  plain: "bg-surface text-ink border border-line shadow-1 hover:bg-hover",
  quiet: "text-ink-2 hover:bg-hover hover:text-ink",
  danger: "bg-surface text-bad border border-line hover:bg-bad-soft",
};
const SIZES: Record<Size, string> = {
  sm: "h-8 px-3 gap-1.5 text-sm rounded-sm",
  md: "h-9 px-4 gap-2 text-base rounded-md",
  lg: "h-11 px-5 gap-2 text-lg rounded-md",
};
const SQUARES: Record<Size, string> = {
  sm: "size-8 rounded-sm",
  md: "size-9 rounded-md",
  lg: "size-11 rounded-full",
};
const COMMON =
  "inline-flex shrink-0 items-center justify-center font-medium select-none whitespace-nowrap " +
  "transition-colors duration-100 disabled:opacity-50 disabled:pointer-events-none";

interface ButtonProps extends ComponentProps<"button"> {
  variant?: Variant;
  size?: Size;
  /** Shows that the press is being worked on, and takes no second one. */
  busy?: boolean;
  /** Gives the classes to the child, a link mostly. */
  asChild?: boolean;
}

export function Button({
  variant = "plain",
  size = "md",
  busy = false,
  asChild,
  className,
  ...props
}: ButtonProps) {
  const classes = cx(COMMON, VARIANTS[variant], SIZES[size], className);
  if (asChild) return <Slot.Root className={classes} {...props} />;
  const { children, disabled, ...rest } = props;
  return (
    <button type="button" className={classes} disabled={disabled || busy} aria-busy={busy} {...rest}>
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}

interface IconButtonProps extends ComponentProps<"button"> {
  label: string;
  variant?: Variant;
  size?: Size;
  pressed?: boolean;
  children: ReactNode;
}

export function IconButton({
  label,
  variant = "quiet",
  size = "md",
  pressed,
  className,
  ...props
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      className={cx(
        COMMON,
        VARIANTS[variant],
        SQUARES[size],
        pressed && "bg-accent-soft text-accent-ink",
        className,
      )}
      {...props}
    />
  );
}
