import { useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { ErrorState } from "@/feedback/error-state";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ago } from "@/ui/relative-time";
import { SkeletonRows } from "@/ui/skeleton";
import { sessionsQuery } from "./queries";
import { Fault, Section, useChange } from "./section";

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const end = useChange((session_id: string) =>
    ok(api.DELETE("/auth/sessions/{session_id}", { params: { path: { session_id } } })),
  );
  const endOthers = useChange(() => ok(api.DELETE("/auth/sessions")));
  return (
    <Section title="Where you are signed in">
      <Fault of={end.error ?? endOthers.error} />
      {sessions.isPending && <SkeletonRows rows={2} label="Loading your sessions" />}
      {sessions.error && !sessions.data && (
        <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />
      )}
      <ul aria-label="Sessions" className="w-full divide-y divide-line">
        {sessions.data?.map((session) => (
          <li key={session.session_id} className="flex items-center justify-between gap-4 py-2">
            <div className="min-w-0">
              <p className="truncate font-medium">{nameOf(session.user_agent, session.kind)}</p>
              <p className="text-sm text-ink-3">
                {session.address} · last used {ago(session.last_used_at)}
              </p>
            </div>
            {session.current ? (
              <Badge tone="accent">This one</Badge>
            ) : (
              <Button size="sm" onClick={() => end.mutate(session.session_id)}>
                Sign it out
              </Button>
            )}
          </li>
        ))}
      </ul>
      {(sessions.data?.length ?? 0) > 1 && (
        <Button busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
          Sign out everywhere else
        </Button>
      )}
    </Section>
  );
}

const BROWSERS = ["Edg", "OPR", "Firefox", "Chrome", "Safari"];
const NAMES: Record<string, string> = { Edg: "Edge", OPR: "Opera" };
const SYSTEMS = ["Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"];

/** Browser and system, where what a program calls itself tells them; it may tell anything. */
function nameOf(agent: string, kind: string): string {
  const browser = BROWSERS.find((name) => agent.includes(`${name}/`));
  const system = SYSTEMS.find((name) => agent.includes(name));
  if (browser) return [NAMES[browser] ?? browser, system].filter(Boolean).join(" on ");
  return agent || (kind === "browser" ? "A browser" : "A program");
}
