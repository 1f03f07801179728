import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { MessageCircle, MoreHorizontal } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { jobQuery } from "@/api/jobs";
import { problemOf } from "@/api/problem";
import { changeDraft } from "@/features/voices/draft";
import { VoiceAvatar } from "@/features/voices/voice-avatar";
import { capital, languageName } from "@/features/voices/voice-facts";
import { NameDialog } from "@/feedback/name-dialog";
import { Badge } from "@/ui/badge";
import { Button, IconButton } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { Progress } from "@/ui/progress";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { SampleButton } from "@/waveform/sample-button";
import { SampleWaveform } from "@/waveform/sample-waveform";
import { type ClonedVoice, refreshVoices } from "./queries";
import { Score } from "./recordings";

const PATH = "/api/audio-studio/voice-cloning/voices/{voice_id}";

export function ClonedVoiceCard({ voice }: { voice: ClonedVoice }) {
  const [question, setQuestion] = useState<"rename" | "delete" | null>(null);
  const navigate = useNavigate();
  const params = { path: { voice_id: voice.voice_id } };
  const failed = (error: unknown) => toast(problemOf(error).detail);
  const changing = useMutation({
    mutationFn: (body: Schemas["VoiceChanges"]) => ok(api.PUT(PATH, { params, body })),
    onSuccess: refreshVoices,
    onError: failed,
  });
  const deleting = useMutation({
    mutationFn: () => ok(api.DELETE(PATH, { params })),
    onSuccess: () => {
      refreshVoices();
      toast(`The voice “${voice.name}” is gone, with its recordings`);
    },
    onError: failed,
  });
  const trained = voice.status === "trained";

  function speak() {
    changeDraft({ voiceId: voice.id });
    void navigate({ to: "/voices" });
  }

  return (
    <li className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4 shadow-1">
      <div className="flex items-center gap-3">
        <VoiceAvatar id={voice.id} name={voice.name} large />
        <div className="min-w-0 grow">
          <h2 className="truncate text-lg">{voice.name}</h2>
          <p className="numeric truncate text-sm text-ink-3">{factsOf(voice)}</p>
        </div>
        {trained && <SampleButton id={voice.id} name={voice.name} url={voice.sample_audio} />}
        {voice.is_mine && (
          <Menu
            trigger={
              <IconButton label={`Actions for ${voice.name}`} size="sm">
                <MoreHorizontal aria-hidden className="size-4" />
              </IconButton>
            }
          >
            <MenuItem onSelect={() => setQuestion("rename")}>Rename</MenuItem>
            <MenuSeparator />
            <MenuItem danger onSelect={() => setQuestion("delete")}>
              Delete for good
            </MenuItem>
          </Menu>
        )}
      </div>
      <div className="empty:hidden">
        <SampleWaveform id={voice.id} name={voice.name} />
      </div>
      {voice.job_id && (voice.status === "pending" || voice.status === "training") && (
        <Training jobId={voice.job_id} name={voice.name} />
      )}
      {voice.status === "failed" && (
        <p role="alert" className="text-sm text-bad">
          {voice.error_detail ?? "The voice was not learned."} Your credits came back.
        </p>
      )}
      {trained && <Figures voice={voice} />}
      {trained && (
        <div className="mt-auto flex flex-wrap items-center justify-between gap-4 border-t border-line pt-4">
          {voice.is_mine ? (
            <Switch
              label="Shared with the workspace"
              checked={voice.shared}
              onChange={(shared) => changing.mutate({ shared })}
            />
          ) : (
            <Badge>Shared with you</Badge>
          )}
          <Button onClick={speak}>
            <MessageCircle aria-hidden className="size-4" /> Speak with it
          </Button>
        </div>
      )}
      {question === "rename" && (
        <NameDialog
          title="Rename the voice"
          action="Rename"
          name={voice.name}
          maxLength={100}
          onClose={() => setQuestion(null)}
          onSave={async (name) => changing.mutate({ name })}
        />
      )}
      <Confirm
        open={question === "delete"}
        onClose={() => setQuestion(null)}
        title={`Delete the voice “${voice.name}”?`}
        description="The voice, its recordings and its training are deleted for good. What it has said stays in the library."
        action="Delete for good"
        onConfirm={() => deleting.mutate()}
      />
    </li>
  );
}

/** How far the training is; once it has ended, the voices are looked at again. */
function Training({ jobId, name }: { jobId: string; name: string }) {
  const { data: job } = useQuery(jobQuery(jobId));
  const before = useRef(job?.status);
  useEffect(() => {
    if (before.current && job && before.current !== job.status) refreshVoices();
    before.current = job?.status;
  }, [job]);
  return (
    <div className="flex flex-col gap-2">
      <p className="flex justify-between text-sm text-ink-2" aria-live="polite">
        <span className="first-letter:uppercase">{job?.message || "Waiting for its turn"}</span>
        {job && <span className="numeric">{Math.round(job.progress * 100)} %</span>}
      </p>
      <Progress label={`Training of ${name}`} value={job?.status === "PROCESSING" ? job.progress : null} />
    </div>
  );
}

function Figures({ voice }: { voice: ClonedVoice }) {
  const { quality_score, similarity, best_stock_similarity } = voice.characteristics;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 text-sm">
      {typeof quality_score === "number" && (
        <div className="flex items-center gap-2">
          <dt className="text-ink-3">Recordings</dt>
          <dd>
            <Score value={quality_score} />
          </dd>
        </div>
      )}
      {typeof similarity === "number" && (
        <div className="flex items-center gap-2">
          <dt className="text-ink-3">Likeness</dt>
          <dd className="numeric font-medium">
            {similarity.toFixed(2)}
            {typeof best_stock_similarity === "number" && (
              <span className="font-normal text-ink-3">
                {" "}
                · nearest standard voice {best_stock_similarity.toFixed(2)}
              </span>
            )}
          </dd>
        </div>
      )}
    </dl>
  );
}

function factsOf({ characteristics, language, usage_count }: ClonedVoice): string {
  const { gender, median_pitch_hz } = characteristics;
  return [
    typeof gender === "string" && capital(gender),
    languageName(language),
    typeof median_pitch_hz === "number" && `${Math.round(median_pitch_hz)} Hz`,
    usage_count > 0 && `used ${usage_count} ${usage_count === 1 ? "time" : "times"}`,
  ]
    .filter(Boolean)
    .join(" · ");
}
