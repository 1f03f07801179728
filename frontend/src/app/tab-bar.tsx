import { Link } from "@tanstack/react-router";
import { useSession } from "@/api/session";
import { placesOf } from "./places";

/** The way about on small screens. */
export function TabBar() {
  const role = useSession((state) => state.user?.role);
  return (
    <nav
      aria-label="Studio"
      className="border-t border-line bg-raised pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul className="flex">
        {placesOf("tab-bar", role).map(({ to, title, icon: Icon }) => (
          <li key={to} className="grow basis-0">
            <Link
              to={to}
              activeOptions={{ exact: to === "/" }}
              className="flex h-14 flex-col items-center justify-center gap-0.5 text-xs text-ink-3 focus-visible:-outline-offset-2 aria-[current=page]:font-medium aria-[current=page]:text-accent-ink"
            >
              <Icon aria-hidden className="size-5" strokeWidth={1.75} />
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
