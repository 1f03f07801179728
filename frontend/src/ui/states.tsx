import { CloudOff, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { problemOf } from "@/api/problem";
import { Button } from "./button";

interface StateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ icon, title, children, action }: StateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <div className="mb-2 grid size-12 place-items-center rounded-full bg-sunken text-ink-3 [&>svg]:size-5">
        {icon}
      </div>
      <h2 className="text-lg">{title}</h2>
      {children && <p className="max-w-sm text-ink-3">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

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
