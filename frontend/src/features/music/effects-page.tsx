import { useQuery } from "@tanstack/react-query";
import { AudioWaveform } from "lucide-react";
import type { Job } from "@/api/jobs";
import { toolsQuery } from "@/api/queries";
import { Takes } from "@/features/jobs/takes";
import { ErrorState } from "@/feedback/error-state";
import { length } from "@/ui/format-time";
import { MenuItem } from "@/ui/menu";
import { Skeleton } from "@/ui/skeleton";
import { EffectEditor } from "./effect-editor";
import { changeEffectsDraft } from "./effects-draft";
import { MusicFrame } from "./music-frame";
import { SoundTake } from "./sound-take";

const TOOLS = ["sound_effects"];
const TITLE_CHARACTERS = 60;

export function EffectsPage() {
  const tools = useQuery(toolsQuery);
  const tool = tools.data?.find(({ name }) => TOOLS.includes(name));
  return (
    <MusicFrame
      title="Sound effects"
      subtitle="Say what is to be heard: one sound, or several in a sentence."
    >
      {tools.error && !tools.data && <ErrorState error={tools.error} onRetry={() => tools.refetch()} />}
      {!tool && !tools.error && <Skeleton className="h-96 w-full" />}
      {tool && (
        <EffectEditor tool={tool}>
          <Takes title="Made" tools={TOOLS}>
            {(job) => <EffectTake key={job.job_id} job={job} />}
          </Takes>
        </EffectEditor>
      )}
    </MusicFrame>
  );
}

function EffectTake({ job }: { job: Job }) {
  const words = String(job.params.prompt ?? "");
  const isLong = words.length > TITLE_CHARACTERS;
  const durationS = Number(job.outputs[0]?.details.duration_s ?? 0);
  return (
    <SoundTake
      job={job}
      icon={AudioWaveform}
      title={isLong ? `${words.slice(0, TITLE_CHARACTERS - 1).trim()}…` : words || "Sound effect"}
      words={isLong ? words : ""}
      facts={durationS ? [length(durationS)] : []}
      menu={<MenuItem onSelect={() => changeEffectsDraft({ words })}>Change its words</MenuItem>}
    />
  );
}
