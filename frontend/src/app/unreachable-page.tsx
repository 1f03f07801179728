import { useRouter } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { useEffect } from "react";
import { refreshSession, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { Logo } from "@/ui/logo";

const ASK_AGAIN_MS = 5_000;

/** The app opened without its server: the shell is here, the work is there. */
export function UnreachablePage() {
  const router = useRouter();

  useEffect(() => {
    const look = async () => {
      await refreshSession();
      if (useSession.getState().status !== "unreachable") await router.invalidate();
    };
    const timer = setInterval(look, ASK_AGAIN_MS);
    addEventListener("online", look);
    return () => {
      clearInterval(timer);
      removeEventListener("online", look);
    };
  }, [router]);

  return (
    <main className="flex min-h-dvh flex-col p-6">
      <Logo />
      <div className="m-auto">
        <EmptyState
          icon={<CloudOff aria-hidden />}
          title="Your studio is out of reach"
          action={<Button onClick={() => location.reload()}>Try again</Button>}
        >
          There is no connection to the server. Your work is safe there; this page opens by itself when it is
          back.
        </EmptyState>
      </div>
    </main>
  );
}
