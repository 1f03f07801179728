import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";

export function NotFoundPage() {
  return (
    <main className="grid min-h-[70dvh] place-items-center">
      <EmptyState
        icon={<Compass aria-hidden />}
        title="There is nothing at this address"
        action={
          <Button variant="primary" asChild>
            <Link to="/">Go to the start</Link>
          </Button>
        }
      >
        It may have been deleted, or the address is not whole.
      </EmptyState>
    </main>
  );
}
