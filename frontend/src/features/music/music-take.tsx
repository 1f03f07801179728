import { Dices, Layers, Music } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/api/client";
import type { Job } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { StemMixer } from "@/features/jobs/results/stem-mixer";
import type { Values } from "@/features/tools/schema-fields";
import { Button } from "@/ui/button";
import { length } from "@/ui/format-time";
import { MenuItem } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { useStartTake } from "./compose";
import { anotherOf, generateMusic } from "./generate-music";
import { changeMusicDraft } from "./music-draft";
import { partWishes } from "./music-fields";
import { type Plan, planTitle, readPlan, tempo } from "./plan";
import { planRequest } from "./plan-request";
import { SoundTake } from "./sound-take";

/** A piece that is or was composed, with its parts in the mixer where they were asked for. */
export function MusicTake({ job }: { job: Job }) {
  const plan = readPlan(job.report?.plan) ?? readPlan(job.params.plan);
  const stems = job.outputs.filter(({ type }) => type === "stem");
  const [mixing, setMixing] = useState(false);
  const starting = useStartTake(generateMusic);
  const words = plan?.prompt ?? String(job.params.prompt ?? "");

  function composeAnother(of: Plan) {
    starting.mutate(
      { plan: anotherOf(of), settings: partWishes(settingsOf(job)).ofFiles },
      { onError: (error) => toast(problemOf(error).detail) },
    );
  }

  return (
    <SoundTake
      job={job}
      icon={Music}
      title={plan ? planTitle(plan) : words || "Music"}
      words={words}
      facts={plan ? [tempo(plan.bpm), length(plan.duration_s)] : []}
      menu={plan && <MenuItem onSelect={() => void changeAgain(plan)}>Change its plan</MenuItem>}
      actions={
        <>
          {plan && (
            <Button
              size="sm"
              busy={starting.isPending}
              onClick={() => composeAnother(plan)}
              title="The same plan with other notes"
            >
              {!starting.isPending && <Dices aria-hidden className="size-4" />} Another one
            </Button>
          )}
          {stems.length > 1 && (
            <Button size="sm" aria-expanded={mixing} onClick={() => setMixing(!mixing)}>
              <Layers aria-hidden className="size-4" /> {mixing ? "Hide the mixer" : "Mix its stems"}
            </Button>
          )}
        </>
      }
    >
      {mixing && (
        <div className="mt-4">
          <StemMixer stems={stems} />
        </div>
      )}
    </SoundTake>
  );
}

/** What the job was told beside what the music is. */
function settingsOf(job: Job): Values {
  const { plan: _plan, prompt: _prompt, ...settings } = job.params;
  return settings;
}

/** Puts the plan of a piece back to where plans are changed. */
async function changeAgain(plan: Plan): Promise<void> {
  try {
    const view = await ok(
      api.POST("/api/audio-studio/music/plan", { body: { prompt: "", settings: {}, plan } }),
    );
    const request = planRequest(plan.prompt || planTitle(plan), null, {}) ?? "";
    changeMusicDraft({
      words: plan.prompt || planTitle(plan),
      presetId: null,
      wishes: {},
      edits: { request, views: [view] },
    });
    document.getElementById("main")?.scrollTo({ top: 0 });
  } catch (error) {
    toast(problemOf(error).detail);
  }
}
