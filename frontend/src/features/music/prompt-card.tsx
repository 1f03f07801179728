import { type ReactNode, useId } from "react";
import type { Problem } from "@/api/problem";
import { Card } from "@/ui/card";
import { WordChips } from "./chips";
import { suggestionsOf } from "./suggestions";

interface PromptCardProps {
  label: string;
  placeholder: string;
  words: string;
  maxLength: number;
  onChange: (words: string) => void;
  /** Shown while nothing is written. */
  examples: string[];
  /** What is wrong with the words or with what was set beside them. */
  fault: string | null;
  problem: Problem | null;
  /** One of the words that would have worked was pressed. */
  onSuggest: (word: string) => void;
  /** Stands over the field. */
  above?: ReactNode;
  /** Stands beside the button where nothing is wrong. */
  hint: ReactNode;
  action: ReactNode;
}

/** Where one says in words what is to be made, and has it made. */
export function PromptCard({
  label,
  placeholder,
  words,
  maxLength,
  onChange,
  examples,
  fault,
  problem,
  onSuggest,
  above,
  hint,
  action,
}: PromptCardProps) {
  const descriptionId = useId();
  const told = problem?.detail ?? fault;
  const suggestions = suggestionsOf(problem);
  return (
    <Card flush aria-label="Words">
      {above}
      <textarea
        aria-label={label}
        aria-describedby={descriptionId}
        aria-invalid={problem ? true : undefined}
        placeholder={placeholder}
        value={words}
        maxLength={maxLength}
        onChange={(event) => onChange(event.target.value)}
        className="block min-h-28 w-full resize-y bg-surface p-4 text-lg leading-7 placeholder:text-ink-3 focus-visible:-outline-offset-2 sm:p-6"
      />
      {!words && examples.length > 0 && (
        <div className="px-4 pb-4 sm:px-6">
          <WordChips label="Examples" words={examples} onPick={onChange} />
        </div>
      )}
      {suggestions.length > 0 && (
        <div className="flex flex-col gap-2 px-4 pb-4 sm:px-6">
          <p className="text-sm text-ink-3">Known here, among others:</p>
          <WordChips label="Known words" words={suggestions} onPick={onSuggest} />
        </div>
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line px-4 py-3 sm:px-6">
        <div id={descriptionId} className="min-w-0 grow basis-full text-sm sm:basis-0">
          {told ? (
            <p role="alert" className="text-bad">
              {told}
            </p>
          ) : (
            <p className="text-ink-3">{hint}</p>
          )}
        </div>
        {action}
      </div>
    </Card>
  );
}
