import type { Problem } from "@/api/problem";
import type { Price } from "@/api/quote";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { Skeleton } from "@/ui/skeleton";
import { fileSize } from "@/uploads/file-size";
import type { Sound } from "@/uploads/staged";

interface StartButtonProps {
  action: string;
  sounds: Sound[];
  price: Price | undefined;
  /** Why the server would refuse these settings. */
  refusal: Problem | null;
  /** Labels of the settings that cannot be sent as they are. */
  faults: string[];
  onStart: () => void;
}

/** What it costs, and the press that pays it. */
export function StartButton({ action, sounds, price, refusal, faults, onStart }: StartButtonProps) {
  const obstacle = faults.length
    ? `Look at ${faults.join(" and ")} again.`
    : (refusal?.detail ?? tooPoor(price) ?? tooLarge(sounds, price));
  return (
    <div
      // In sight whatever of the settings is looked at.
      className="flex flex-col gap-3 border-t border-line pt-5 lg:sticky lg:bottom-0 lg:-mx-6 lg:-mb-6 lg:rounded-b-lg lg:bg-surface lg:px-6 lg:pb-6"
    >
      <div className="flex items-baseline justify-between" aria-live="polite">
        <span className="text-ink-2">Price</span>
        {price ? (
          <span className="numeric text-lg font-semibold">{credits(price.credits)}</span>
        ) : (
          <Skeleton className="h-6 w-20" />
        )}
      </div>
      <Button
        variant="primary"
        size="lg"
        onClick={onStart}
        disabled={sounds.length === 0 || !price || obstacle !== null}
      >
        {sounds.length > 1 ? `${action} ${sounds.length} sounds` : action}
      </Button>
      <p className={obstacle ? "text-sm text-bad" : "text-sm text-ink-3"}>
        {obstacle ??
          (sounds.length === 0
            ? "Add a sound to begin."
            : "If it fails, the credits come back by themselves.")}
      </p>
    </div>
  );
}

function tooPoor(price: Price | undefined): string | null {
  return price && price.credits > price.balance ? `You have ${credits(price.balance)} left.` : null;
}

function tooLarge(sounds: Sound[], price: Price | undefined): string | null {
  if (!price) return null;
  const { max_file_size_bytes: most, tier } = price.quote;
  const found = sounds.find((sound) => sound.kind === "file" && sound.file.size > most);
  return found ? `${found.title} is larger than the ${fileSize(most)} of the tier ${tier}.` : null;
}
