import { useQuery } from "@tanstack/react-query";
import { Cpu } from "lucide-react";
import type { Job } from "@/api/jobs";
import { toolsQuery } from "@/api/queries";
import { Takes } from "@/features/jobs/takes";
import { ErrorState } from "@/feedback/error-state";
import { length } from "@/ui/format-time";
import { MenuItem } from "@/ui/menu";
import { Skeleton } from "@/ui/skeleton";
import { EngineEditor } from "./engine-editor";
import { changeEnginesDraft, useEnginesDraft } from "./engines-draft";
import { MusicFrame } from "./music-frame";
import { generatorsQuery } from "./queries";
import { SoundTake } from "./sound-take";

const TOOLS = ["music_generation", "premium_music"];

export function EnginesPage() {
  const tools = useQuery(toolsQuery);
  const engines = useQuery(generatorsQuery);
  const chosen = useEnginesDraft(({ engine }) => engine);
  const failed = [tools, engines].find(({ error, data }) => error && !data);
  const engine =
    engines.data?.find((one) => one.engine === chosen) ??
    engines.data?.find(({ is_ready }) => is_ready) ??
    engines.data?.[0];
  return (
    <MusicFrame
      title="Engines"
      subtitle="Networks that imagine music and sounds: installed here, or a company’s."
    >
      {failed && <ErrorState error={failed.error} onRetry={() => failed.refetch()} />}
      {!failed && !(tools.data && engine) && <Skeleton className="h-96 w-full" />}
      {tools.data && engines.data && engine && (
        <EngineEditor tools={tools.data} engine={engine} engines={engines.data}>
          <Takes title="Generated" tools={TOOLS}>
            {(job) => <EngineTake key={job.job_id} job={job} engines={engines.data} />}
          </Takes>
        </EngineEditor>
      )}
    </MusicFrame>
  );
}

function EngineTake({ job, engines }: { job: Job; engines: { engine: string; title: string }[] }) {
  const words = String(job.params.prompt ?? "");
  const made = engines.find(({ engine }) => engine === job.params.engine);
  const durationS = Number(job.outputs[0]?.details.duration_s ?? 0);
  return (
    <SoundTake
      job={job}
      icon={Cpu}
      title={made?.title ?? "Music"}
      words={words}
      facts={durationS ? [length(durationS)] : []}
      menu={<MenuItem onSelect={() => changeEnginesDraft({ words })}>Change its words</MenuItem>}
    />
  );
}
