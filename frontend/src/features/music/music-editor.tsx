import { useQuery } from "@tanstack/react-query";
import { LayoutGrid, Music, X } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import type { Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { balanceQuery } from "@/api/queries";
import { changedValues, fieldError, initialValues } from "@/features/tools/schema-fields";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { useStartTake } from "./compose";
import { EditorLayout, faultOf, WishesOverWords } from "./editor-layout";
import { generateMusic } from "./generate-music";
import { HitPoints } from "./hit-points";
import { changeMusicDraft, useMusicDraft } from "./music-draft";
import { MUSIC_BASICS, musicFields, partWishes } from "./music-fields";
import { readPlan } from "./plan";
import { PlanPanel } from "./plan-panel";
import { planRequest } from "./plan-request";
import { PresetGallery } from "./preset-gallery";
import { presetIcon } from "./preset-icons";
import { PromptCard } from "./prompt-card";
import type { Instrument, Preset } from "./queries";
import { SoundChoice } from "./sound-choice";
import { usePlan } from "./use-plan";

const MOST_CHARACTERS = 2000;
const EXAMPLES = [
  "calm lo-fi with piano, 80 bpm, 30 seconds",
  "epic orchestral trailer with choir and taiko drums",
  "driving techno in A minor, 132 bpm",
  "warm guitar bed under a voice, 2 minutes",
];

interface MusicEditorProps {
  tool: Schemas["ToolView"];
  presets: Preset[];
  instruments: Instrument[];
  /** What was composed here, under the plan. */
  children: ReactNode;
}

/** Where music is asked for in words, looked at as a plan, and composed. */
export function MusicEditor({ tool, presets, instruments, children }: MusicEditorProps) {
  const { words, presetId, wishes, hitPoints, voiceAudioId } = useMusicDraft();
  const fields = useMemo(() => musicFields(tool), [tool]);
  const values = initialValues(fields, wishes);
  const { ofPlan, ofFiles } = partWishes(changedValues(fields, values));
  const faults = fields.filter((field) => fieldError(field, values[field.name]));
  const preset = presets.find(({ id }) => id === presetId) ?? null;
  for (const { name } of faults) delete ofPlan[name];
  const moments = hitPoints.filter(({ time_s }) => typeof time_s === "number");
  if (moments.length) ofPlan.hit_points = moments;
  const state = usePlan(planRequest(words, preset?.id ?? null, ofPlan));
  const plan = readPlan(state.view?.plan);
  const balance = useQuery(balanceQuery).data;
  const starting = useStartTake(generateMusic);
  const price = state.view?.price;
  const isTooPoor = price !== undefined && balance !== undefined && price > balance;
  const fault = faultOf(faults) ?? (isTooPoor ? `You have ${credits(balance)} left.` : null);

  const compose = (label: string) => (
    <Button
      variant="primary"
      className="grow sm:grow-0"
      busy={starting.isPending}
      disabled={!plan || !state.isCurrent || fault !== null}
      onClick={() => plan && starting.mutate({ plan, settings: ofFiles, voiceAudioId })}
    >
      {!starting.isPending && <Music aria-hidden className="size-4" />}
      {label}
      {price !== undefined && ` · ${credits(price)}`}
    </Button>
  );

  return (
    <EditorLayout
      takes={children}
      wishes={
        <>
          <WishesOverWords
            fields={fields}
            basics={MUSIC_BASICS}
            values={values}
            onChange={(changed) => changeMusicDraft({ wishes: changed })}
          />
          <HitPoints points={hitPoints} onChange={(points) => changeMusicDraft({ hitPoints: points })} />
          <SoundChoice
            label="Under this recording"
            hint="The music makes room where somebody speaks; both come together, too."
            value={voiceAudioId}
            onChange={(audioId) => changeMusicDraft({ voiceAudioId: audioId })}
          />
        </>
      }
    >
      <PromptCard
        label="Music in words"
        placeholder={
          preset ? "Add words of your own: “with flute, slower”" : "What is it to sound like? What is it for?"
        }
        words={words}
        maxLength={MOST_CHARACTERS}
        onChange={(text) => changeMusicDraft({ words: text })}
        examples={preset ? [] : EXAMPLES}
        fault={fault}
        problem={state.problem ?? (starting.error ? problemOf(starting.error) : null)}
        onSuggest={(word) => changeMusicDraft({ words: words.trim() ? `${words.trim()}, ${word}` : word })}
        above={
          <PresetBar
            preset={preset}
            presets={presets}
            onChange={(chosen) => changeMusicDraft({ presetId: chosen })}
          />
        }
        hint={
          plan
            ? "The plan is free. If composing fails, the credits come back by themselves."
            : "Plans are free."
        }
        action={compose("Compose")}
      />
      {plan ? (
        <PlanPanel state={state} instruments={instruments} action={compose("Compose this plan")} />
      ) : words.trim() || preset ? (
        !state.problem && <Skeleton className="h-80 w-full" />
      ) : (
        <section aria-label="Begin with a preset">
          <h2 className="mb-3 text-lg">Begin with a preset</h2>
          <PresetGallery
            presets={presets}
            chosenId={null}
            onChoose={({ id }) => changeMusicDraft({ presetId: id })}
          />
        </section>
      )}
    </EditorLayout>
  );
}

interface PresetBarProps {
  preset: Preset | null;
  presets: Preset[];
  onChange: (presetId: string | null) => void;
}

/** Which preset the words are added to, and the way to all of them. */
function PresetBar({ preset, presets, onChange }: PresetBarProps) {
  const [choosing, setChoosing] = useState(false);
  const Icon = presetIcon(preset?.icon ?? "");
  return (
    <div className="flex items-center gap-2 border-b border-line px-2 py-1.5">
      {preset && (
        <span className="inline-flex h-8 min-w-0 items-center gap-2 rounded-full bg-accent-soft pr-1 pl-3 text-sm font-medium text-accent-ink">
          <Icon aria-hidden className="size-4 shrink-0" />
          <span className="truncate">{preset.name}</span>
          <button
            type="button"
            aria-label={`Without the preset ${preset.name}`}
            onClick={() => onChange(null)}
            className="grid size-6 place-items-center rounded-full hover:bg-hover"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        </span>
      )}
      <Button variant="quiet" size="sm" onClick={() => setChoosing(true)}>
        <LayoutGrid aria-hidden className="size-4" /> {preset ? "Another preset" : "Presets"}
      </Button>
      <Dialog open={choosing} onClose={() => setChoosing(false)} title="Presets" wide>
        <div className="min-h-[65dvh]">
          <PresetGallery
            presets={presets}
            chosenId={preset?.id ?? null}
            onChoose={({ id }) => {
              onChange(id);
              setChoosing(false);
            }}
          />
        </div>
      </Dialog>
    </div>
  );
}
