import type { Job } from "@/api/jobs";
import { SoundWarnings } from "@/feedback/sound-warnings";
import { Comparison } from "./comparison";
import { OutputList } from "./output-list";
import { Pictures } from "./pictures";
import { ReportFigures } from "./report-figures";
import { StemMixer } from "./stem-mixer";
import { Transcript } from "./transcript";

/** What a finished job made, each thing in the way it is best heard or seen. */
export function Results({ job }: { job: Job }) {
  const stems = job.outputs.filter(({ type }) => type === "stem");
  const original = job.inputs.find(({ role }) => role.startsWith("input"));
  const made = job.outputs.find(({ type, role }) => type === "master" || role === "enhanced");
  const words = job.outputs.find(
    ({ role, media_type }) => role === "json" && media_type === "application/json",
  );
  const spoken = job.outputs.find(({ role }) => role === "speech");
  const sound = original ?? spoken;
  return (
    <div className="flex flex-col gap-6">
      <SoundWarnings warnings={job.report?.input_warnings} />
      {stems.length > 1 && <StemMixer stems={stems} />}
      {original && made && <Comparison original={original} made={made} report={job.report} />}
      {words && sound && <Transcript words={words} sound={sound} />}
      <ReportFigures report={job.report} />
      <Pictures job={job} />
      <OutputList job={job} />
    </div>
  );
}
