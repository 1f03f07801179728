import { RadioGroup } from "radix-ui";
import { cx } from "@/ui/class-names";
import type { Choice } from "@/ui/select";

const CHIP =
  "inline-flex h-8 shrink-0 items-center gap-1.5 rounded-full border px-3 text-sm whitespace-nowrap transition-colors";

interface ChoiceChipsProps {
  label: string;
  value: string;
  choices: Choice[];
  onChange: (value: string) => void;
}

/** A choice among more than fit into one row. */
export function ChoiceChips({ label, value, choices, onChange }: ChoiceChipsProps) {
  return (
    <RadioGroup.Root
      aria-label={label}
      value={value}
      onValueChange={onChange}
      className="flex flex-wrap gap-1.5"
    >
      {choices.map((choice) => (
        <RadioGroup.Item
          key={choice.value}
          value={choice.value}
          className={cx(
            CHIP,
            "border-line bg-surface text-ink-2 hover:border-line-strong hover:text-ink data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft data-[state=checked]:font-medium data-[state=checked]:text-accent-ink",
          )}
        >
          {choice.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}

interface WordChipsProps {
  label: string;
  words: string[];
  onPick: (words: string) => void;
}

/** Words that a press puts into a field. */
export function WordChips({ label, words, onPick }: WordChipsProps) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {words.map((text) => (
        <li key={text}>
          <button
            type="button"
            onClick={() => onPick(text)}
            className={cx(
              CHIP,
              "h-auto min-h-8 border-line bg-surface py-1 text-left whitespace-normal text-ink-2 hover:border-accent hover:text-ink",
            )}
          >
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
