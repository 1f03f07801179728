import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Job } from "@/api/jobs";
import { takesQuery } from "@/api/jobs";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";

interface TakesProps {
  title: string;
  /** What makes them, by the server's names. */
  tools: string[];
  children: (job: Job, isNewest: boolean) => ReactNode;
}

/** What was made last on a screen, the newest first. It is in the library, too. */
export function Takes({ title, tools, children }: TakesProps) {
  const takes = useInfiniteQuery(takesQuery(tools));
  const jobs = takes.data?.pages.flatMap((page) => page.items) ?? [];
  if (takes.error && !takes.data) return <ErrorState error={takes.error} onRetry={() => takes.refetch()} />;
  if (!jobs.length) return null;
  return (
    <section aria-label={title} className="min-w-0">
      <h2 className="mb-3 text-lg">{title}</h2>
      <ul className="flex flex-col gap-3">{jobs.map((job, index) => children(job, index === 0))}</ul>
      {takes.hasNextPage && (
        <Button className="mt-4" busy={takes.isFetchingNextPage} onClick={() => takes.fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </section>
  );
}
