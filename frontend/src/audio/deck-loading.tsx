import { Progress } from "@/ui/progress";
import { ErrorState } from "@/ui/states";
import type { DeckLoad } from "./use-deck";

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
