import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeftRight } from "lucide-react";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { newKey } from "@/api/new-key";
import { problemOf } from "@/api/problem";
import { usePrice } from "@/api/quote";
import { expectTake } from "@/features/jobs/awaited-takes";
import { ParameterForm } from "@/features/tools/parameter-form";
import {
  changedValues,
  fieldError,
  initialValues,
  type JsonSchema,
  readFields,
} from "@/features/tools/schema-fields";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Notice } from "@/ui/notice";
import { SampleButton } from "@/waveform/sample-button";
import { changeDraft, useDraft } from "./draft";
import { MarkToolbar } from "./mark-toolbar";
import type { Voice } from "./queries";
import { SpeechActions } from "./speech-actions";
import { type SpeechJob, speechJob } from "./speech-job";
import { VoiceAvatar } from "./voice-avatar";
import { factsOf } from "./voice-facts";
import { VoicePicker } from "./voice-picker";

const BASICS = {
  speech_synthesis: ["speed", "pitch_semitones", "stability", "style"],
  premium_speech: ["stability", "similarity_boost", "style", "speed"],
};
/** Set elsewhere on this page, or not at all. */
const ELSEWHERE = ["text", "voice", "provider", "model"];

interface SpeechEditorProps {
  voice: Voice;
  tool: Schemas["ToolView"];
  /** What was made here, under the text. */
  children: ReactNode;
}

/** Where a text is written, given a voice, and read aloud. */
export function SpeechEditor({ voice, tool, children }: SpeechEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  const { text, settings } = useDraft();
  const [choosing, setChoosing] = useState(false);
  const client = useQueryClient();
  const isClone = voice.category === "custom";
  const all = useMemo(() => readFields(tool.parameters as JsonSchema), [tool]);
  const fields = all.filter(({ name }) => !ELSEWHERE.includes(name) && (isClone || name !== "similarity"));
  const values = initialValues(fields, settings[tool.name]);
  const most = all.find((field) => field.kind === "text" && field.name === "text");
  const job = speechJob(voice, text.trim(), changedValues(fields, values));
  // The price of the shortest text stands there before anything is written.
  const { price, refusal } = usePrice({
    ...speechJob(voice, text.trim() || "A", changedValues(fields, values)),
    fileCount: 0,
    jobs: 1,
  });
  const faults = fields.filter((field) => fieldError(field, values[field.name]));

  const starting = useMutation({
    mutationFn: (asked: { job: SpeechJob; key: string }) =>
      ok(
        api.POST("/jobs", {
          body: { ...asked.job, audio_ids: [], audio_urls: [], reference_ids: [] },
          params: { header: { "Idempotency-Key": asked.key } },
        }),
      ),
    onSuccess: ({ job_id }) => {
      expectTake(job_id);
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["credits"] });
    },
  });

  return (
    <div className="grid grid-cols-1 items-start gap-x-6 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr]">
      <Card flush aria-label="Text">
        {tool.name === "speech_synthesis" && (
          <div className="border-b border-line px-2 py-1.5">
            <MarkToolbar area={area} chosenVoiceId={voice.id} />
          </div>
        )}
        <textarea
          ref={area}
          aria-label="Text to read aloud"
          placeholder="Write or paste a text. Select words to say who reads them, how quickly, and where to pause."
          value={text}
          maxLength={most?.kind === "text" ? most.maxLength : undefined}
          onChange={(event) => changeDraft({ text: event.target.value })}
          className="block min-h-64 w-full resize-y lg:min-h-72 bg-surface p-4 text-lg leading-7 placeholder:text-ink-3 focus-visible:-outline-offset-2 sm:p-6"
        />
        <SpeechActions
          text={text}
          most={most?.kind === "text" ? most.maxLength : undefined}
          price={price}
          obstacle={
            faults.length
              ? `Look at ${faults.map(({ label }) => label).join(" and ")} again.`
              : (refusal?.detail ?? null)
          }
          sentenceJob={(sentence) => speechJob(voice, sentence, changedValues(fields, values))}
          busy={starting.isPending}
          onGenerate={() => starting.mutate({ job, key: newKey() })}
        />
        {starting.error && (
          <div className="px-4 pb-4 sm:px-6">
            <Notice tone="bad">{problemOf(starting.error).detail}</Notice>
          </div>
        )}
      </Card>
      <Card aria-label="Voice and settings" className="flex flex-col gap-5 lg:row-span-2">
        <div className="flex items-center gap-3">
          <VoiceAvatar id={voice.id} name={voice.name} large />
          <div className="min-w-0 grow">
            <p className="truncate text-lg font-medium">{voice.name}</p>
            <p className="truncate text-sm text-ink-3">{factsOf(voice)}</p>
          </div>
          <SampleButton id={voice.id} name={voice.name} url={voice.preview_url} />
        </div>
        <Button onClick={() => setChoosing(true)}>
          <ArrowLeftRight aria-hidden className="size-4" /> Choose another voice
        </Button>
        <ParameterForm
          key={tool.name}
          fields={fields}
          basics={[...(isClone ? ["similarity"] : []), ...(BASICS[tool.name as keyof typeof BASICS] ?? [])]}
          values={values}
          onChange={(changed) => changeDraft({ settings: { ...settings, [tool.name]: changed } })}
        />
        <VoicePicker
          open={choosing}
          title="Choose a voice"
          chosenId={voice.id}
          onClose={() => setChoosing(false)}
          onChoose={(chosen) => changeDraft({ voiceId: chosen.id })}
        />
      </Card>
      {children}
    </div>
  );
}
