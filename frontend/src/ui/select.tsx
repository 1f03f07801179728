import { Check, ChevronDown } from "lucide-react";
import { Select as Primitive } from "radix-ui";
import { cx } from "./class-names";
import { CONTROL, type FieldIds } from "./field";

export interface Choice {
  value: string;
  label: string;
}

interface SelectProps extends Partial<FieldIds> {
  value: string;
  choices: Choice[];
  onChange: (value: string) => void;
  "aria-label"?: string;
  className?: string;
}

export function Select({ value, choices, onChange, className, ...ids }: SelectProps) {
  return (
    <Primitive.Root value={value} onValueChange={onChange}>
      <Primitive.Trigger
        {...ids}
        className={cx(CONTROL, "inline-flex h-9 items-center justify-between gap-2 text-left", className)}
      >
        <span className="truncate">
          <Primitive.Value />
        </span>
        <Primitive.Icon>
          <ChevronDown aria-hidden className="size-4 text-ink-3" />
        </Primitive.Icon>
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-(--radix-select-trigger-width) animate-appear overflow-hidden rounded-md border border-line bg-raised shadow-2"
        >
          <Primitive.Viewport className="p-1">
            {choices.map((choice) => (
              <Primitive.Item
                key={choice.value}
                value={choice.value}
                className="flex h-8 cursor-default items-center justify-between gap-4 rounded-sm px-2 text-base outline-none select-none data-highlighted:bg-hover"
              >
                <Primitive.ItemText>{choice.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check aria-hidden className="size-4 text-accent-ink" />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
