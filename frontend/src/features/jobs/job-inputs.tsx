import { useQuery } from "@tanstack/react-query";
import { assetUrl } from "@/api/assets";
import type { Job } from "@/api/jobs";
import { peaksQuery } from "@/player/peaks-query";
import { Card } from "@/ui/card";
import { DownloadLink } from "@/ui/download-link";
import { length } from "@/ui/format-time";
import { PlayButton } from "@/waveform/play-button";
import { SoundWaveform } from "@/waveform/sound-waveform";

/** What a job that made nothing was to work on. */
export function JobInputs({ inputs }: Pick<Job, "inputs">) {
  if (!inputs.length) return null;
  return (
    <Card aria-label="What was sent" flush className="mt-6">
      <h2 className="px-4 py-4 text-lg sm:px-6">What was sent</h2>
      <ul className="divide-y divide-line border-t border-line">
        {inputs.map((input) => (
          <JobInput key={input.asset_id} input={input} />
        ))}
      </ul>
    </Card>
  );
}

function JobInput({ input }: { input: Job["inputs"][number] }) {
  const { data: peaks } = useQuery(peaksQuery(input.asset_id));
  const durationS = Number(input.details.duration_s ?? 0) || null;
  const track = { id: input.asset_id, title: input.name, subtitle: "Sent", durationS };
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 sm:px-6">
      <PlayButton track={track} />
      <div className="w-28 min-w-0 shrink-0 sm:w-52">
        <p className="truncate font-medium">{input.name}</p>
        <p className="numeric text-sm text-ink-3">
          {input.role.startsWith("reference") ? "Reference" : "Original"}
          {durationS && ` · ${length(durationS)}`}
        </p>
      </div>
      <SoundWaveform track={track} peaks={peaks} className="h-10 min-w-0 grow" />
      <DownloadLink href={assetUrl(input.asset_id)} name={input.name} />
    </li>
  );
}
