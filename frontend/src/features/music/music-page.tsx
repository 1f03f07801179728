import { useQuery } from "@tanstack/react-query";
import { toolsQuery } from "@/api/queries";
import { Takes } from "@/features/jobs/takes";
import { ErrorState } from "@/feedback/error-state";
import { Skeleton } from "@/ui/skeleton";
import { MusicEditor } from "./music-editor";
import { MusicFrame } from "./music-frame";
import { MusicTake } from "./music-take";
import { presetsQuery } from "./queries";

const TOOLS = ["composition"];

export function MusicPage() {
  const tools = useQuery(toolsQuery);
  const presets = useQuery(presetsQuery);
  const failed = [tools, presets].find(({ error, data }) => error && !data);
  const tool = tools.data?.find(({ name }) => TOOLS.includes(name));
  return (
    <MusicFrame title="Music" subtitle="Say what it is to be, look at the plan, and have it composed.">
      {failed && <ErrorState error={failed.error} onRetry={() => failed.refetch()} />}
      {!failed && !(tool && presets.data) && <Skeleton className="h-96 w-full" />}
      {tool && presets.data && (
        <MusicEditor tool={tool} presets={presets.data.presets} instruments={presets.data.instruments}>
          <Takes title="Composed" tools={TOOLS}>
            {(job) => <MusicTake key={job.job_id} job={job} />}
          </Takes>
        </MusicEditor>
      )}
    </MusicFrame>
  );
}
