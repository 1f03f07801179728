import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { signOut, switchWorkspace, useSession } from "@/api/session";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Logo } from "@/ui/logo";
import { Notice } from "@/ui/notice";
import { SkeletonRows } from "@/ui/skeleton";
import { ROLES } from "./queries";

const KEY = "invitation";

/** Where an invitation's link leads. The token outlives signing in in this tab, and is in no address after that. */
export function JoinPage() {
  const signedIn = useSession((state) => state.status === "signed-in");
  const [token] = useState(takeToken);
  useEffect(() => {
    document.title = "Join a team · Audio Studio";
  }, []);
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-8">
      <div className="w-full max-w-md">
        <Logo />
        <Card className="mt-6" aria-labelledby="join">
          {token === null ? (
            <Words title="This link is not whole">
              <p>Open it again as it was sent to you, with all that follows the number sign.</p>
            </Words>
          ) : signedIn ? (
            <Invited token={token} />
          ) : (
            <Words title="You are invited to a team">
              <p>
                Sign in with the e-mail address that the invitation was sent to, or make an account of it.
              </p>
              <p className="mt-4 flex gap-2">
                <Button variant="primary" asChild>
                  <Link to="/login" search={{ next: "/join" }}>
                    Sign in
                  </Link>
                </Button>
                <Button asChild>
                  <Link to="/register" search={{ next: "/join" }}>
                    Make an account
                  </Link>
                </Button>
              </p>
            </Words>
          )}
        </Card>
      </div>
    </main>
  );
}

function Invited({ token }: { token: string }) {
  const invitation = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => ok(api.POST("/invitations/look", { body: { token } })),
  });
  const joining = useMutation({
    mutationFn: async () => {
      const joined = await ok(api.POST("/invitations/accept", { body: { token } }));
      sessionStorage.removeItem(KEY);
      await switchWorkspace(joined.workspace_id, "team");
    },
  });
  if (invitation.error) return <ErrorState error={invitation.error} onRetry={() => invitation.refetch()} />;
  if (!invitation.data) return <SkeletonRows rows={2} label="Looking at the invitation" />;
  const { team, invited_by, email, role, is_yours } = invitation.data;
  return (
    <Words title={`Join ${team}`}>
      <p>
        {invited_by ?? "Somebody"} invites {email} to be there as {ROLES[role].label.toLowerCase()}:{" "}
        {ROLES[role].meaning}.
      </p>
      <div className="mt-4 flex flex-col items-start gap-3">
        {joining.error && <Notice tone="bad">{problemOf(joining.error).detail}</Notice>}
        {is_yours ? (
          <Button variant="primary" busy={joining.isPending} onClick={() => joining.mutate()}>
            Join
          </Button>
        ) : (
          <>
            <Notice tone="warn">
              You are signed in with another address. Sign out, then open the link again.
            </Notice>
            <Button onClick={() => void signOut()}>Sign out</Button>
          </>
        )}
      </div>
    </Words>
  );
}

function Words({ title, children }: { title: string; children: ReactNode }) {
  return (
    <>
      <h1 id="join" className="mb-2 text-xl">
        {title}
      </h1>
      {children}
    </>
  );
}

function takeToken(): string | null {
  const fresh = location.hash.slice(1);
  if (fresh) {
    sessionStorage.setItem(KEY, fresh);
    history.replaceState(history.state, "", location.pathname);
  }
  return sessionStorage.getItem(KEY);
}
