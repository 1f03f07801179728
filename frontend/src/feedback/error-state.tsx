import { CloudOff, TriangleAlert } from "lucide-react";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";

/** Says what went wrong in the server's own words, or that it cannot be reached. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = problemOf(error);
  return (
    <div role="alert">
      <EmptyState
        icon={problem.isOffline ? <CloudOff aria-hidden /> : <TriangleAlert aria-hidden />}
        title={problem.title}
        action={onRetry && <Button onClick={onRetry}>Try again</Button>}
      >
        {problem.detail}
      </EmptyState>
    </div>
  );
}
