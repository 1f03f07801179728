import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { refreshSession, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { day } from "@/ui/format-date";
import { methodsQuery } from "./security/queries";

/** What somebody has to know of their account wherever they are: that it will be deleted, or is not confirmed. */
export function AccountBanner() {
  const user = useSession((state) => state.user);
  const methods = useQuery(methodsQuery);
  const keep = useMutation({
    mutationFn: () => ok(api.DELETE("/auth/deletion")),
    onSuccess: () => refreshSession(),
  });
  if (user?.deletion_due_at) {
    return (
      <div
        role="status"
        className="flex flex-wrap items-center justify-center gap-3 bg-warn-soft px-4 py-2 text-sm"
      >
        Your account will be deleted on {day(user.deletion_due_at)}.
        {keep.error && <span className="text-bad">{problemOf(keep.error).detail}</span>}
        <Button size="sm" busy={keep.isPending} onClick={() => keep.mutate()}>
          Keep my account
        </Button>
      </div>
    );
  }
  if (user && !user.email_verified && methods.data?.mail) {
    return (
      <p role="status" className="bg-accent-soft px-4 py-2 text-center text-sm">
        Confirm your address by the link in your mail; your free credits come with it.{" "}
        <Link to="/security" className="font-medium text-accent-ink underline">
          Security
        </Link>
      </p>
    );
  }
  return null;
}
