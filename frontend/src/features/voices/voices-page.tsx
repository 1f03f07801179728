import { useQuery } from "@tanstack/react-query";
import { toolsQuery } from "@/api/queries";
import { Takes } from "@/features/jobs/takes";
import { ErrorState } from "@/feedback/error-state";
import { Skeleton } from "@/ui/skeleton";
import { useDraft } from "./draft";
import { galleryQuery } from "./queries";
import { SpeechEditor } from "./speech-editor";
import { toolOf } from "./speech-job";
import { Take } from "./take";
import { VoicesFrame } from "./voices-frame";

const SPEECH_TOOLS = ["speech_synthesis", "premium_speech"];

export function VoicesPage() {
  const gallery = useQuery(galleryQuery);
  const tools = useQuery(toolsQuery);
  const voiceId = useDraft((draft) => draft.voiceId);
  const failed = gallery.data ? tools : gallery;
  const voices = gallery.data && [...gallery.data.standard, ...gallery.data.premium, ...gallery.data.custom];
  const voice = voices?.find(({ id }) => id === voiceId) ?? voices?.[0];
  const tool = voice && tools.data?.find(({ name }) => name === toolOf(voice));
  return (
    <VoicesFrame title="Voices" subtitle="Write something, choose who says it, and listen.">
      {failed.error && !failed.data && <ErrorState error={failed.error} onRetry={() => failed.refetch()} />}
      {!tool && !failed.error && <Skeleton className="h-96 w-full" />}
      {voice && tool && (
        <SpeechEditor voice={voice} tool={tool}>
          <Takes title="Read aloud" tools={SPEECH_TOOLS}>
            {(job, isNewest) => <Take key={job.job_id} job={job} isNewest={isNewest} />}
          </Takes>
        </SpeechEditor>
      )}
    </VoicesFrame>
  );
}
