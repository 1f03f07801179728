import { type ReactNode, useEffect } from "react";

interface PageProps {
  title: string;
  subtitle?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

/** A page's frame: its title, what stands beside it, and the tab's name. */
export function Page({ title, subtitle, aside, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Audio Studio`;
  }, [title]);
  return (
    <div className="mx-auto w-full max-w-5xl px-4 py-6 sm:px-8 sm:py-10">
      <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <h1 className="truncate text-2xl">{title}</h1>
          {subtitle && <p className="mt-1 text-ink-3">{subtitle}</p>}
        </div>
        {aside && <div className="flex flex-wrap items-center gap-2">{aside}</div>}
      </header>
      {children}
    </div>
  );
}
