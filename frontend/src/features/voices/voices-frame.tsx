import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "@/ui/page";

const PLACES = [
  { to: "/voices", label: "Read aloud" },
  { to: "/voices/cloned", label: "Cloned voices" },
  { to: "/voices/dictionary", label: "Pronunciations" },
] as const;

interface VoicesFrameProps {
  title: string;
  subtitle?: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** What the pages of voices share: the way from one to the other. */
export function VoicesFrame({ title, subtitle, aside, children }: VoicesFrameProps) {
  return (
    <Page title={title} subtitle={subtitle} aside={aside}>
      <nav aria-label="Voices" className="mb-6 flex gap-4 overflow-x-auto border-b border-line">
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
