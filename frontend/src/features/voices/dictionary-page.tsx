import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { BookOpen, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Button, IconButton } from "@/ui/button";
import { Card } from "@/ui/card";
import { EmptyState } from "@/ui/empty-state";
import { TextField } from "@/ui/field";
import { SkeletonRows } from "@/ui/skeleton";
import { toast } from "@/ui/toast";
import { type Pronunciation, pronunciationsQuery } from "./queries";
import { VoicesFrame } from "./voices-frame";

export function DictionaryPage() {
  const words = useQuery(pronunciationsQuery);
  return (
    <VoicesFrame
      title="Pronunciations"
      subtitle="Names and words that your voices say your way, in every text of the workspace."
    >
      <div className="flex max-w-2xl flex-col gap-6">
        <AddWord />
        {words.isPending && <SkeletonRows rows={3} label="Loading the words" />}
        {words.error && !words.data && <ErrorState error={words.error} onRetry={() => words.refetch()} />}
        {words.data?.length === 0 && (
          <EmptyState icon={<BookOpen aria-hidden />} title="No word has a pronunciation of its own">
            GIF could be said “jif”, and Nguyen “win”. Times and subtitles keep the words as they are written.
          </EmptyState>
        )}
        {words.data && words.data.length > 0 && (
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
            {words.data.map((word) => (
              <Word key={word.pronunciation_id} word={word} />
            ))}
          </ul>
        )}
      </div>
    </VoicesFrame>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: pronunciationsQuery.queryKey });
}

function AddWord() {
  const [word, setWord] = useState("");
  const [spoken, setSpoken] = useState("");
  const refresh = useRefresh();
  const adding = useMutation({
    mutationFn: () => ok(api.POST("/api/audio-studio/ai-voice/pronunciations", { body: { word, spoken } })),
    onSuccess: () => {
      setWord("");
      setSpoken("");
      return refresh();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    adding.mutate();
  }

  return (
    <Card>
      <form onSubmit={submit} className="grid items-start gap-4 sm:grid-cols-[1fr_1fr_auto]">
        <TextField
          label="Written"
          required
          maxLength={100}
          autoComplete="off"
          value={word}
          onChange={(event) => setWord(event.target.value)}
          error={adding.error && problemOf(adding.error).detail}
        />
        <TextField
          label="Spoken"
          required
          maxLength={200}
          autoComplete="off"
          value={spoken}
          onChange={(event) => setSpoken(event.target.value)}
          hint="Respelled, or in the IPA between slashes: /dʒɪf/"
        />
        <Button type="submit" variant="primary" busy={adding.isPending} className="sm:mt-6.5">
          Add
        </Button>
      </form>
    </Card>
  );
}

function Word({ word }: { word: Pronunciation }) {
  const refresh = useRefresh();
  const removing = useMutation({
    mutationFn: () =>
      ok(
        api.DELETE("/api/audio-studio/ai-voice/pronunciations/{pronunciation_id}", {
          params: { path: { pronunciation_id: word.pronunciation_id } },
        }),
      ),
    onSuccess: async () => {
      await refresh();
      toast(`“${word.word}” is said as it is written again`, { label: "Undo", run: () => putBack.mutate() });
    },
    onError: (error) => toast(problemOf(error).detail),
  });
  const putBack = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/audio-studio/ai-voice/pronunciations", {
          body: { word: word.word, spoken: word.spoken },
        }),
      ),
    onSuccess: refresh,
    onError: (error) => toast(problemOf(error).detail),
  });
  return (
    <li className="flex items-center gap-4 py-2 pr-2 pl-4">
      <span className="w-1/3 truncate font-medium">{word.word}</span>
      <span className="min-w-0 grow truncate text-ink-2">{word.spoken}</span>
      <IconButton label={`Remove ${word.word}`} onClick={() => removing.mutate()}>
        <Trash2 aria-hidden className="size-4" />
      </IconButton>
    </li>
  );
}
