/** The outline of a sound that the server has: it never changes. */
import { queryOptions } from "@tanstack/react-query";
import { noticeStatus } from "@/api/client";
import { problemOfAnswer } from "@/api/problem";
import { readPeaks } from "./peaks";

export function peaksQuery(audioId: string, points = 1200) {
  return queryOptions({
    queryKey: ["peaks", audioId, points],
    queryFn: async () => {
      const answer = await fetch(`/api/audio-studio/library/${audioId}/peaks?points=${points}`);
      noticeStatus(answer.status);
      if (!answer.ok) throw problemOfAnswer(answer.status, await answer.json().catch(() => null));
      return readPeaks(await answer.arrayBuffer());
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}
