import { Link } from "@tanstack/react-router";

export interface TabPlace {
  to: string;
  label: string;
}

/** The way from one page of a feature to the others. */
export function PlaceTabs({ label, places }: { label: string; places: readonly TabPlace[] }) {
  return (
    <nav aria-label={label} className="mb-6 flex gap-4 overflow-x-auto border-b border-line">
      {places.map(({ to, label }) => (
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
  );
}
