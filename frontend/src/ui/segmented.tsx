import { RadioGroup } from "radix-ui";
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
    <RadioGroup.Root
      aria-label={label}
      value={value}
      orientation="horizontal"
      onValueChange={onChange}
      className={cx("inline-flex rounded-md bg-sunken p-0.5", className)}
    >
      {choices.map((choice) => (
        <RadioGroup.Item
          key={choice.value}
          value={choice.value}
          className="h-8 grow rounded-sm px-3 text-sm font-medium text-ink-2 transition-colors hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-1"
        >
          {choice.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
