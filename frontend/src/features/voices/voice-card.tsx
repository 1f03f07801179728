import { Check, Heart } from "lucide-react";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { SampleButton } from "@/waveform/sample-button";
import { SampleWaveform } from "@/waveform/sample-waveform";
import { toggleFavourite } from "./favourites";
import type { Voice } from "./queries";
import { VoiceAvatar } from "./voice-avatar";
import { factsOf } from "./voice-facts";

interface VoiceCardProps {
  voice: Voice;
  chosen: boolean;
  favourite: boolean;
  onChoose: () => void;
}

/** A voice to hear and to choose. */
export function VoiceCard({ voice, chosen, favourite, onChoose }: VoiceCardProps) {
  return (
    <li
      className={cx(
        "relative flex flex-col gap-2 rounded-lg border p-3 transition-colors",
        chosen ? "border-accent bg-accent-soft" : "border-line bg-surface",
        !chosen && !voice.unreadable && "hover:border-line-strong",
      )}
    >
      <div className="flex items-center gap-3">
        <VoiceAvatar id={voice.id} name={voice.name} />
        <div className="min-w-0 grow">
          <p className="flex items-center gap-1.5 font-medium">
            <button
              type="button"
              aria-pressed={chosen}
              disabled={Boolean(voice.unreadable)}
              onClick={onChoose}
              className="truncate rounded-sm text-left after:absolute after:inset-0 after:rounded-lg"
            >
              {voice.name}
            </button>
            {chosen && <Check aria-hidden className="size-4 shrink-0 text-accent-ink" />}
          </p>
          <p className="truncate text-sm text-ink-3" title={voice.grade ? `Grade ${voice.grade}` : undefined}>
            {factsOf(voice)}
          </p>
          {voice.unreadable && <p className="text-sm text-warn">{voice.unreadable}</p>}
        </div>
        <div className="relative flex shrink-0 items-center">
          <IconButton
            label={favourite ? `${voice.name} is a favourite` : `Make ${voice.name} a favourite`}
            pressed={favourite}
            className="bg-transparent"
            onClick={() => void toggleFavourite(voice.id)}
          >
            <Heart aria-hidden className={cx("size-4", favourite && "fill-current")} />
          </IconButton>
          <SampleButton id={voice.id} name={voice.name} url={voice.preview_url} />
        </div>
      </div>
      <div className="relative empty:hidden">
        <SampleWaveform id={voice.id} name={voice.name} />
      </div>
    </li>
  );
}
