import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Mic } from "lucide-react";
import { VoicesFrame } from "@/features/voices/voices-frame";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { SkeletonRows } from "@/ui/skeleton";
import { ClonedVoiceCard } from "./cloned-voice-card";
import { clonedVoicesQuery } from "./queries";

export function ClonedVoicesPage() {
  const voices = useQuery(clonedVoicesQuery);
  const clone = (
    <Button variant="primary" asChild>
      <Link to="/voices/clone">
        <Mic aria-hidden className="size-4" /> Clone a voice
      </Link>
    </Button>
  );
  const some = voices.data && voices.data.length > 0;
  return (
    <VoicesFrame title="Cloned voices" subtitle="Voices learned from recordings." aside={some && clone}>
      {voices.isPending && <SkeletonRows rows={3} label="Loading your voices" />}
      {voices.error && !voices.data && <ErrorState error={voices.error} onRetry={() => voices.refetch()} />}
      {voices.data?.length === 0 && (
        <EmptyState icon={<Mic aria-hidden />} title="No voice was cloned yet" action={clone}>
          A minute of clear speech is enough, of yourself or of somebody who agrees.
        </EmptyState>
      )}
      {some && (
        <ul className="grid grid-cols-1 gap-3 lg:grid-cols-2">
          {voices.data?.map((voice) => (
            <ClonedVoiceCard key={voice.voice_id} voice={voice} />
          ))}
        </ul>
      )}
    </VoicesFrame>
  );
}
