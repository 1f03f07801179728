import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { problemOf } from "@/api/problem";
import { VoicesFrame } from "@/features/voices/voices-frame";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { FileDrop } from "@/ui/file-drop";
import { Notice } from "@/ui/notice";
import { ConsentForm } from "./consent-form";
import { type CheckedSamples, checkSamples, consentQuery, forgetSamples } from "./queries";
import { Recorder } from "./recorder";
import { type Recording, readRecordings, releaseRecordings } from "./recording";
import { Recordings, Score } from "./recordings";
import { Step } from "./step";
import { TrainForm } from "./train-form";

const MOST = 5;

/** From recordings to a voice: record, agree, check, learn. */
export function ClonePage() {
  const [recordings, setRecordings] = useState<Recording[]>([]);
  const [refused, setRefused] = useState<string[]>([]);
  const [speaker, setSpeaker] = useState("");
  const [agreed, setAgreed] = useState(false);
  const statement = useQuery(consentQuery);
  const checking = useMutation({
    mutationFn: () =>
      checkSamples(
        recordings.map(({ file }) => file),
        speaker,
      ),
  });
  const checked = checking.data ?? null;

  const latest = useRef<Recording[]>([]);
  latest.current = recordings;
  useEffect(() => () => releaseRecordings(latest.current), []);

  /** Recordings that changed are to be checked again. */
  function change(next: Recording[]) {
    if (checked) void forgetSamples(checked);
    checking.reset();
    setRecordings(next);
  }

  async function add(files: File[]) {
    const room = MOST - recordings.length;
    const read = await readRecordings(files.slice(0, room));
    setRefused(read.refused);
    change([...latest.current, ...read.recordings]);
  }

  function remove(id: string) {
    releaseRecordings(recordings.filter((one) => one.id === id));
    change(recordings.filter((one) => one.id !== id));
  }

  const full = recordings.length >= MOST;
  return (
    <VoicesFrame title="Clone a voice" subtitle="A minute of clear speech teaches the studio a voice.">
      <div className="flex max-w-3xl flex-col gap-6">
        <Card aria-labelledby="recordings" className="flex flex-col gap-4">
          <Step
            id="recordings"
            number={1}
            title="Recordings"
            hint="One to five of the same person, a minute in all. A quiet room, near the microphone."
          />
          {recordings.length > 0 && (
            <Recordings recordings={recordings} checked={checked} onRemove={remove} />
          )}
          {refused.length > 0 && (
            <Notice tone="bad">{refused.join(", ")} cannot be read as sound. Choose WAV, MP3 or M4A.</Notice>
          )}
          {full ? (
            <p className="text-ink-3">Five recordings are as many as it takes.</p>
          ) : (
            <div className="grid gap-4 sm:grid-cols-[auto_1fr] sm:items-start sm:has-[[role=meter]]:grid-cols-1">
              <Recorder
                disabled={full}
                name={`Recording ${recordings.length + 1}.wav`}
                onRecorded={(file) => void add([file])}
              />
              <FileDrop
                compact
                multiple
                title="Or drop recordings here"
                hint="WAV, FLAC, MP3, M4A and more"
                onFiles={(files) => void add(files)}
              />
            </div>
          )}
        </Card>
        <Card aria-labelledby="consent" className="flex flex-col gap-4">
          <Step
            id="consent"
            number={2}
            title="Consent"
            hint="What you declare is kept with the voice, with your name and the time."
          />
          <ConsentForm
            statement={statement.data}
            speaker={speaker}
            agreed={agreed}
            onSpeaker={setSpeaker}
            onAgreed={setAgreed}
          />
          {checking.error && (
            <Notice tone="bad" title="These recordings will not do yet">
              {problemOf(checking.error).detail}
            </Notice>
          )}
          {checked && <Verdict checked={checked} />}
          {!checked && (
            <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
              <p className="text-sm text-ink-3">
                {obstacle(recordings.length, speaker, agreed) ?? "Listening to them costs nothing."}
              </p>
              <Button
                variant="primary"
                busy={checking.isPending}
                disabled={obstacle(recordings.length, speaker, agreed) !== null}
                onClick={() => checking.mutate()}
              >
                Check the recordings
              </Button>
            </div>
          )}
        </Card>
        {checked && <TrainForm samples={checked} speaker={speaker} />}
      </div>
    </VoicesFrame>
  );
}

function obstacle(recordings: number, speaker: string, agreed: boolean): string | null {
  if (!recordings) return "Add a recording first.";
  if (!speaker.trim()) return "Say whose voice it is.";
  return agreed ? null : "The speaker has to agree.";
}

function Verdict({ checked }: { checked: CheckedSamples }) {
  return (
    <Notice tone="good" title="These recordings will do">
      <p className="flex flex-wrap items-center gap-2">
        {checked.speech_s.toFixed(0)} seconds of speech <Score value={checked.score} />
      </p>
    </Notice>
  );
}
