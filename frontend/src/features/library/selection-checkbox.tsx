import { Check } from "lucide-react";
import { Checkbox } from "radix-ui";
import { useRef } from "react";
import { toggle, useSelection } from "./selection";

interface SelectionCheckboxProps {
  id: string;
  name: string;
  /** All that are shown, in order. */
  shown: () => string[];
}

export function SelectionCheckbox({ id, name, shown }: SelectionCheckboxProps) {
  const checked = useSelection(({ ids }) => ids.has(id));
  const range = useRef(false);
  return (
    <Checkbox.Root
      aria-label={`Select ${name}`}
      checked={checked}
      onPointerDown={(event) => {
        range.current = event.shiftKey;
      }}
      onKeyDown={(event) => {
        range.current = event.shiftKey;
      }}
      onCheckedChange={() => toggle(id, range.current, shown())}
      className="grid size-5 shrink-0 place-items-center rounded-[5px] border border-line-strong bg-surface data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <Checkbox.Indicator>
        <Check aria-hidden className="size-3.5 text-on-accent" strokeWidth={3} />
      </Checkbox.Indicator>
    </Checkbox.Root>
  );
}
