import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CloudRain, MessageCircle, MicVocal, Music } from "lucide-react";
import { jobsQuery } from "@/api/jobs";
import { useSession } from "@/api/session";
import type { ToolDisplay } from "@/tool-display/tools";
import { useTools } from "@/tool-display/use-tools";
import { Button } from "@/ui/button";
import { FileDrop } from "@/ui/file-drop";
import { Page } from "@/ui/page";
import { stageFiles, unstageAll, useStaged } from "@/uploads/staged";
import { UnfinishedNotice } from "@/uploads/unfinished-notice";
import { RecentJob } from "./recent-job";

const SHOWN_JOBS = 4;
/** What begins without a sound, each on screens of its own. */
const DOORS = [
  {
    to: "/voices",
    title: "Read aloud",
    promise: "Text in one of 54 voices, with the pace and pitch you want",
    icon: MessageCircle,
    tint: "--stem-bass",
  },
  {
    to: "/voices/clone",
    title: "Clone a voice",
    promise: "From a minute of recordings, with its owner’s consent",
    icon: MicVocal,
    tint: "--stem-vocals",
  },
  {
    to: "/music",
    title: "Compose music",
    promise: "From words, exact in tempo, key and length, with stems and notes",
    icon: Music,
    tint: "--stem-piano",
  },
  {
    to: "/music/effects",
    title: "Make a sound effect",
    promise: "From words: rain on a roof, footsteps, a door that slams",
    icon: CloudRain,
    tint: "--stem-other",
  },
] as const;

export function HomePage() {
  const user = useSession((state) => state.user);
  const tools = useTools();
  const { sounds } = useStaged();
  const jobs = useInfiniteQuery(jobsQuery());
  const recent = jobs.data?.pages[0]?.items.slice(0, SHOWN_JOBS) ?? [];
  return (
    <Page title={`Hello, ${user?.username ?? ""}`} subtitle="What shall become of your sound?">
      <div className="flex flex-col gap-8">
        <UnfinishedNotice />
        <FileDrop
          multiple
          compact={sounds.length > 0}
          title={sounds.length ? chosen(sounds.length) : "Drop sounds or folders here"}
          hint={sounds.length ? "Now choose a tool, or add more" : "then choose what to do with them"}
          onFiles={stageFiles}
        />
        {sounds.length > 0 && (
          <Button variant="quiet" size="sm" className="-mt-6 self-center" onClick={unstageAll}>
            Take them away again
          </Button>
        )}
        <section aria-label="Tools">
          <ul className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
            {tools.map((tool) => (
              <li key={tool.slug}>
                <ToolCard tool={tool} />
              </li>
            ))}
            {DOORS.map(({ to, ...face }) => (
              <li key={to}>
                <Link to={to} className={CARD}>
                  <CardFace {...face} />
                </Link>
              </li>
            ))}
          </ul>
        </section>
        {recent.length > 0 && (
          <section aria-label="Latest work">
            <div className="mb-2 flex items-baseline justify-between">
              <h2 className="text-lg">Latest work</h2>
              <Link to="/jobs" className="text-sm font-medium text-accent-ink hover:underline">
                All jobs
              </Link>
            </div>
            <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
              {recent.map((job) => (
                <RecentJob key={job.job_id} job={job} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </Page>
  );
}

function chosen(count: number): string {
  return count === 1 ? "One sound is chosen" : `${count} sounds are chosen`;
}

const CARD =
  "flex h-full gap-3 rounded-lg border border-line bg-surface p-4 shadow-1 transition-colors hover:border-accent";

function ToolCard({ tool: { slug, ...face } }: { tool: ToolDisplay }) {
  return (
    <Link to="/tools/$tool" params={{ tool: slug }} className={CARD}>
      <CardFace {...face} />
    </Link>
  );
}

function CardFace({
  title,
  promise,
  icon: Icon,
  tint,
}: Pick<ToolDisplay, "title" | "promise" | "icon" | "tint">) {
  return (
    <>
      <span
        className="grid size-9 shrink-0 place-items-center rounded-md"
        style={{ color: `var(${tint})`, background: `color-mix(in oklab, var(${tint}) 13%, transparent)` }}
      >
        <Icon aria-hidden className="size-4.5" />
      </span>
      <span>
        <span className="block font-medium">{title}</span>
        <span className="block text-sm text-ink-3">{promise}</span>
      </span>
    </>
  );
}
