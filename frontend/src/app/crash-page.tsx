import { TriangleAlert } from "lucide-react";
import { problemOf } from "@/api/problem";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";

/** A fault of the app itself, or a part of it that could not be loaded: after an update, old pages ask for old files. */
export function CrashPage({ error }: { error: unknown }) {
  return (
    <main role="alert" className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        title="This page could not be shown"
        action={
          <Button variant="primary" onClick={() => location.reload()}>
            Load it again
          </Button>
        }
      >
        {problemOf(error).detail}
      </EmptyState>
    </main>
  );
}
