import type { ReactNode } from "react";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Stands where there is nothing to show: why, and what to do about it. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-12 text-center">
      <div className="mb-2 grid size-12 place-items-center rounded-full bg-sunken text-ink-3 [&>svg]:size-5">
        {icon}
      </div>
      <h2 className="text-lg">{title}</h2>
      {children && <p className="max-w-sm text-ink-3">{children}</p>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}
