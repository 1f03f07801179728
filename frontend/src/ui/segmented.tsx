import { ToggleGroup } from "radix-ui";
import { cx } from "./class-names";
import type { Choice } from "./select";

interface SegmentedProps {
  label: string;
  value: string;
  choices: Choice[];
  onChange: (value: string) => void;
  className?: string;
}

/** A choice among few, all of them in sight. */
export function Segmented({ label, value, choices, onChange, className }: SegmentedProps) {
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={(next) => next && onChange(next)}
      className={cx("inline-flex rounded-md bg-sunken p-0.5", className)}
    >
      {choices.map((choice) => (
        <ToggleGroup.Item
          key={choice.value}
          value={choice.value}
          className="h-8 grow rounded-sm px-3 text-sm font-medium text-ink-2 transition-colors hover:text-ink data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:shadow-1"
        >
          {choice.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
