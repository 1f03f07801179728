import { ErrorState } from "@/feedback/error-state";
import type { DeckLoad } from "@/player/use-deck";
import { Progress } from "@/ui/progress";

interface DeckLoadingProps {
  load: Exclude<DeckLoad, { state: "ready" }>;
  sounds: number;
  onRetry: () => void;
}

/** While sounds are fetched and decoded, or could not be. */
export function DeckLoading({ load, sounds, onRetry }: DeckLoadingProps) {
  if (load.state === "failed") return <ErrorState error={load.error} onRetry={onRetry} />;
  return (
    <div role="status" className="flex flex-col gap-3 p-6">
      <p className="text-ink-3">
        Loading the sounds, {load.ready} of {sounds}
      </p>
      <Progress label="Loading the sounds" value={load.ready / sounds} />
    </div>
  );
}
