import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "@/ui/page";

const PLACES = [
  { to: "/music", label: "Music" },
  { to: "/music/effects", label: "Sound effects" },
] as const;

/** What the pages of music and of sound effects share: the way from one to the other. */
export function MusicFrame({
  title,
  subtitle,
  children,
}: {
  title: string;
  subtitle: string;
  children: ReactNode;
}) {
  return (
    <Page title={title} subtitle={subtitle}>
      <nav aria-label="Music" className="mb-6 flex gap-4 overflow-x-auto border-b border-line">
        {PLACES.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            activeOptions={{ exact: true }}
            className="-mb-px border-b-2 border-transparent px-1 py-2 text-base font-medium whitespace-nowrap text-ink-3 hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-accent aria-[current=page]:text-ink"
          >
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}
