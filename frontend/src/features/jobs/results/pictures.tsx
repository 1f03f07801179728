import { assetUrl } from "@/api/assets";
import type { Job } from "@/api/jobs";
import { Card } from "@/ui/card";
import { PlayOutput } from "./play-output";
import { Playhead } from "./playhead";
import { readTimeLines } from "./time-lines";

const TITLES: Record<string, string> = {
  report_picture: "What was changed",
  waveforms: "Waveforms",
};
const TITLES_OF_TOOLS: Record<string, string> = {
  transcription: "Piano roll",
  composition: "Piano roll",
  analysis: "At a glance",
};

/** The pictures that a tool drew: reports, piano rolls with what they sound like, analyses. */
export function Pictures({ job }: { job: Job }) {
  const pictures = job.outputs.filter(({ media_type }) => media_type.startsWith("image/"));
  const notes = job.tool === "transcription" && job.outputs.find(({ role }) => role === "preview");
  const heard = job.inputs.map(({ asset_id }) => asset_id);
  return pictures.map((picture) => {
    const title = TITLES[picture.role] ?? TITLES_OF_TOOLS[job.tool] ?? "Picture";
    return (
      <Card key={picture.asset_id} aria-label={title}>
        <div className="mb-4 flex items-center gap-3">
          {notes && <PlayOutput output={notes} />}
          <h2 className="text-lg">{title}</h2>
        </div>
        <a
          href={assetUrl(picture.asset_id)}
          target="_blank"
          rel="noreferrer"
          className="relative block rounded-md border border-line"
        >
          <img
            src={assetUrl(picture.asset_id)}
            alt={`${title}: ${picture.name}`}
            loading="lazy"
            className="w-full rounded-md"
          />
          {notes && <Playhead lines={readTimeLines(picture.details)} soundIds={[notes.asset_id, ...heard]} />}
        </a>
      </Card>
    );
  });
}
