interface StepProps {
  id: string;
  number: number;
  title: string;
  hint: string;
}

/** The head of a part that comes in order. */
export function Step({ id, number, title, hint }: StepProps) {
  return (
    <div className="flex gap-3">
      <span
        aria-hidden
        className="numeric mt-0.5 grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent-ink"
      >
        {number}
      </span>
      <div>
        <h2 id={id} className="text-lg">
          {title}
        </h2>
        <p className="text-ink-3">{hint}</p>
      </div>
    </div>
  );
}
