import { useMutation, useQueryClient } from "@tanstack/react-query";
import { AudioLines, Play } from "lucide-react";
import { useEffect, useRef } from "react";
import { problemOf } from "@/api/problem";
import type { Price } from "@/api/quote";
import { usePrice } from "@/api/quote";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { toast } from "@/ui/toast";
import { playPreview } from "./preview";
import type { SpeechJob } from "./speech-job";
import { firstSentence } from "./text-marks";

interface SpeechActionsProps {
  text: string;
  most: number | undefined;
  price: Price | undefined;
  /** Why it cannot be sent as it is. */
  obstacle: string | null;
  sentenceJob: (sentence: string) => SpeechJob;
  busy: boolean;
  onGenerate: () => void;
}

const count = new Intl.NumberFormat("en");

/** How long the text is, what it costs, and the presses that pay it. */
export function SpeechActions({
  text,
  most,
  price,
  obstacle,
  sentenceJob,
  busy,
  onGenerate,
}: SpeechActionsProps) {
  const client = useQueryClient();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current?.abort();
  }, []);
  const sentence = firstSentence(text);
  const trial = usePrice({ ...sentenceJob(sentence || "A"), fileCount: 0, jobs: 1 }).price;
  const preview = useMutation({
    mutationFn: () => playPreview(sentenceJob(sentence), leaving.current?.signal ?? AbortSignal.abort()),
    onError: (error) => !leaving.current?.signal.aborted && toast(problemOf(error).detail),
    onSettled: () => client.invalidateQueries({ queryKey: ["credits"] }),
  });
  const tooPoor = price && price.credits > price.balance ? `You have ${credits(price.balance)} left.` : null;
  const why = text.trim() ? (obstacle ?? tooPoor) : null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-3 border-t border-line px-4 py-3 sm:px-6">
      <div className="min-w-0 grow basis-full sm:basis-0">
        <p className="numeric text-sm text-ink-2">
          {count.format(text.length)} {text.length === 1 ? "character" : "characters"}
          {most && text.length > most * 0.9 && ` of ${count.format(most)}`}
        </p>
        {why && (
          <p role="alert" className="text-sm text-bad">
            {why}
          </p>
        )}
      </div>
      <Button
        className="grow sm:grow-0"
        busy={preview.isPending}
        disabled={!sentence || !trial || trial.credits > trial.balance}
        onClick={() => preview.mutate()}
        title="Says the first sentence only, and keeps nothing"
      >
        {!preview.isPending && <Play aria-hidden className="size-4" />}
        Preview{trial && ` · ${credits(trial.credits)}`}
      </Button>
      <Button
        variant="primary"
        className="grow sm:grow-0"
        busy={busy}
        disabled={!text.trim() || !price || why !== null}
        onClick={onGenerate}
      >
        {!busy && <AudioLines aria-hidden className="size-4" />}
        Generate{price && ` · ${credits(price.credits)}`}
      </Button>
    </div>
  );
}
