import { Slider as Primitive } from "radix-ui";
import { cx } from "./class-names";

interface SliderProps {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
  /** How the value is read aloud. */
  valueText?: string;
  describedBy?: string;
  className?: string;
}

export function Slider({
  label,
  value,
  min,
  max,
  step,
  onChange,
  valueText,
  describedBy,
  className,
}: SliderProps) {
  return (
    <Primitive.Root
      value={[value]}
      min={min}
      max={max}
      step={step}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      className={cx("relative flex h-5 w-full touch-none items-center select-none", className)}
    >
      <Primitive.Track className="relative h-1 grow rounded-full bg-line">
        <Primitive.Range className="absolute h-full rounded-full bg-accent" />
      </Primitive.Track>
      <Primitive.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        aria-describedby={describedBy}
        className="block size-4 rounded-full border-2 border-accent bg-surface shadow-1 transition-transform hover:scale-110"
      />
    </Primitive.Root>
  );
}
