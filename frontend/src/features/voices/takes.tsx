import { useInfiniteQuery } from "@tanstack/react-query";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { takesQuery } from "./queries";
import { Take } from "./take";

/** What was read aloud last, the newest first. It is in the library, too. */
export function Takes() {
  const takes = useInfiniteQuery(takesQuery);
  const jobs = takes.data?.pages.flatMap((page) => page.items) ?? [];
  if (takes.error && !takes.data) return <ErrorState error={takes.error} onRetry={() => takes.refetch()} />;
  if (!jobs.length) return null;
  return (
    <section aria-label="Read aloud" className="min-w-0">
      <h2 className="mb-3 text-lg">Read aloud</h2>
      <ul className="flex flex-col gap-3">
        {jobs.map((job, index) => (
          <Take key={job.job_id} job={job} isNewest={index === 0} />
        ))}
      </ul>
      {takes.hasNextPage && (
        <Button className="mt-4" busy={takes.isFetchingNextPage} onClick={() => takes.fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </section>
  );
}
