import { type ComponentProps, type ReactNode, useId } from "react";
import { cx } from "./class-names";

export const CONTROL =
  "w-full rounded-md border border-line-strong/60 bg-surface px-3 text-base text-ink shadow-1 transition-colors " +
  "placeholder:text-ink-3 hover:border-line-strong focus-visible:outline-offset-0 disabled:opacity-50 " +
  "aria-invalid:border-bad";

export interface FieldIds {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  /** Stands at the right of the label: the value of a slider, mostly. */
  aside?: ReactNode;
  children: (ids: FieldIds) => ReactNode;
}

/** A label, a control and what is to be said about it, tied together for those who cannot see how they lie. */
export function Field({ label, hint, error, aside, children }: FieldProps) {
  const id = useId();
  const description = error ?? hint;
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="text-sm font-medium text-ink">
          {label}
        </label>
        {aside}
      </div>
      {children({
        id,
        "aria-describedby": description ? `${id}-description` : undefined,
        "aria-invalid": error ? true : undefined,
      })}
      {description && (
        <p id={`${id}-description`} className={cx("text-sm", error ? "text-bad" : "text-ink-3")}>
          {description}
        </p>
      )}
    </div>
  );
}

interface TextFieldProps extends ComponentProps<"input"> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

export function TextField({ label, hint, error, className, ...props }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(ids) => <input {...ids} {...props} className={cx(CONTROL, "h-9", className)} />}
    </Field>
  );
}
