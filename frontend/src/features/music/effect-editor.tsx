import { useQuery } from "@tanstack/react-query";
import { AudioWaveform } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { usePrice } from "@/api/quote";
import {
  changedValues,
  type Field,
  fieldError,
  initialValues,
  type JsonSchema,
  readFields,
  type Values,
} from "@/features/tools/schema-fields";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { Skeleton } from "@/ui/skeleton";
import { ChoiceChips, WordChips } from "./chips";
import { useStartTake } from "./compose";
import { EditorLayout, faultOf, WishesOverWords } from "./editor-layout";
import { changeEffectsDraft, useEffectsDraft } from "./effects-draft";
import { inWords } from "./plan";
import { PromptCard } from "./prompt-card";
import { type EffectKind, kindsQuery } from "./queries";

const BASICS = ["duration_s", "loop", "variations", "distance_m", "intensity"];
/** Asked elsewhere on the screen, or not at all. */
const ELSEWHERE = ["prompt", "plan"];
const MOST_CHARACTERS = 500;
const EXAMPLES = [
  "footsteps on gravel, then a door slams",
  "heavy rain on a tin roof, 10 seconds, loop",
  "distant thunder",
  "soft interface click, 3 variations",
];
/** What is priced before anything is written. */
const SHORTEST = "rain";

interface Order {
  prompt: string;
  settings: Values;
}

interface EffectEditorProps {
  tool: Schemas["ToolView"];
  /** What was made here, under the words. */
  children: ReactNode;
}

/** Where a sound effect is asked for in words. */
export function EffectEditor({ tool, children }: EffectEditorProps) {
  const { words, wishes } = useEffectsDraft();
  const fields = useMemo(
    () =>
      readFields(tool.parameters as JsonSchema)
        .filter(({ name }) => !ELSEWHERE.includes(name))
        .map(refined),
    [tool],
  );
  const values = initialValues(fields, wishes);
  const settings = changedValues(fields, values);
  const prompt = words.trim();
  const { price, refusal } = usePrice({
    tool: tool.name,
    parameters: { ...settings, prompt: prompt || SHORTEST },
    fileCount: 0,
    jobs: 1,
  });
  const starting = useStartTake(generateEffect);
  const faults = fields.filter((field) => fieldError(field, values[field.name]));
  const fault =
    faultOf(faults) ??
    (price && price.credits > price.balance ? `You have ${credits(price.balance)} left.` : null);
  const problem = refusal ?? (starting.error ? problemOf(starting.error) : null);
  return (
    <EditorLayout
      takes={children}
      wishes={
        <WishesOverWords
          fields={fields}
          basics={BASICS}
          values={values}
          onChange={(changed) => changeEffectsDraft({ wishes: changed })}
        />
      }
    >
      <PromptCard
        label="Sound effect in words"
        placeholder="What is to be heard, of what, how far away?"
        words={words}
        maxLength={MOST_CHARACTERS}
        onChange={(text) => changeEffectsDraft({ words: text })}
        examples={EXAMPLES}
        fault={prompt ? fault : null}
        problem={prompt ? problem : null}
        onSuggest={(word) => changeEffectsDraft({ words: word })}
        hint="If it fails, the credits come back by themselves."
        action={
          <Button
            variant="primary"
            className="grow sm:grow-0"
            busy={starting.isPending}
            disabled={!prompt || !price || fault !== null || refusal !== null}
            onClick={() => starting.mutate({ prompt, settings })}
          >
            {!starting.isPending && <AudioWaveform aria-hidden className="size-4" />}
            Make it{price && ` · ${credits(price.credits)}`}
          </Button>
        }
      />
      <Kinds onPick={(word) => changeEffectsDraft({ words: word })} />
    </EditorLayout>
  );
}

function refined(field: Field): Field {
  switch (field.name) {
    case "duration_s":
      return { ...field, label: "Length", hint: "By its nature, unless the words say." };
    case "distance_m":
      return { ...field, hint: "From near by to a kilometre." };
    default:
      return field;
  }
}

async function generateEffect({ prompt, settings }: Order, key: string): Promise<{ job_id: string }> {
  return ok(
    api.POST("/api/audio-studio/sfx/generate", {
      body: { prompt, settings },
      params: { header: { "Idempotency-Key": key } },
    }),
  );
}

/** Every kind of sound that is known, by family; a press writes it into the field. */
function Kinds({ onPick }: { onPick: (words: string) => void }) {
  const kinds = useQuery(kindsQuery);
  const families = [...new Set(kinds.data?.map(({ family }) => family))];
  const [chosen, setFamily] = useState<string | null>(null);
  const family = chosen ?? families[0] ?? "";
  if (kinds.error && !kinds.data) return <ErrorState error={kinds.error} onRetry={() => kinds.refetch()} />;
  if (!kinds.data) return <Skeleton className="h-40 w-full" />;
  return (
    <section aria-label="Kinds of sounds" className="flex flex-col gap-4">
      <h2 className="text-lg">{kinds.data.length} kinds of sounds</h2>
      <ChoiceChips
        label="Family"
        value={family}
        choices={families.map((value) => ({ value, label: inWords(value) }))}
        onChange={setFamily}
      />
      <Card aria-label={inWords(family)}>
        <WordChips
          label={inWords(family)}
          words={kinds.data.filter((kind) => kind.family === family).map(wordsOf)}
          onPick={onPick}
        />
      </Card>
    </section>
  );
}

function wordsOf({ kind, words }: EffectKind): string {
  return words[0] ?? kind.replaceAll("_", " ");
}
