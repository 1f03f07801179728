import { X } from "lucide-react";
import type { Track } from "@/player/player";
import { Badge } from "@/ui/badge";
import { IconButton } from "@/ui/button";
import { length } from "@/ui/format-time";
import { PlayButton } from "@/waveform/play-button";
import { SoundWaveform } from "@/waveform/sound-waveform";
import type { CheckedSamples } from "./queries";
import type { Recording } from "./recording";

interface RecordingsProps {
  recordings: Recording[];
  /** What the server found, in the same order. */
  checked: CheckedSamples | null;
  onRemove: (id: string) => void;
}

/** The recordings that a voice is to be learned from, to be heard again. */
export function Recordings({ recordings, checked, onRemove }: RecordingsProps) {
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface">
      {recordings.map((recording, index) => (
        <RecordingRow
          key={recording.id}
          recording={recording}
          found={checked?.samples[index] ?? null}
          onRemove={() => onRemove(recording.id)}
        />
      ))}
    </ul>
  );
}

interface RecordingRowProps {
  recording: Recording;
  found: CheckedSamples["samples"][number] | null;
  onRemove: () => void;
}

function RecordingRow({ recording, found, onRemove }: RecordingRowProps) {
  const { id, file, url, peaks } = recording;
  const track: Track = {
    id,
    title: file.name,
    subtitle: "Recording",
    durationS: peaks.durationS,
    url,
    peaks,
  };
  const remarks = (found?.findings.remarks ?? []) as { code: string; advice: string }[];
  return (
    <li className="flex flex-col gap-2 p-3 sm:px-4">
      <div className="flex items-center gap-3">
        <PlayButton track={track} />
        <div className="w-28 min-w-0 shrink-0 sm:w-40">
          <p className="truncate font-medium">{file.name}</p>
          <p className="numeric text-sm text-ink-3">{length(peaks.durationS)}</p>
        </div>
        <SoundWaveform track={track} peaks={peaks} className="h-9 min-w-0 grow" />
        {found && <Score value={found.score} />}
        <IconButton label={`Take ${file.name} away`} size="sm" onClick={onRemove}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      {remarks.length > 0 && (
        <ul className="ml-12 list-disc pl-4 text-sm text-ink-2">
          {remarks.map(({ code, advice }) => (
            <li key={code}>{advice}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

const GOOD = 75;
const FAIR = 50;

/** How good recordings are to learn a voice from, 0 to 100. */
export function Score({ value }: { value: number }) {
  const tone = value >= GOOD ? "good" : value >= FAIR ? "warn" : "bad";
  return (
    <Badge tone={tone}>
      <span className="numeric">{value}</span> of 100
    </Badge>
  );
}
