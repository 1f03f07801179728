import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useSession } from "@/api/session";
import { AccountBanner } from "@/features/account/account-banner";
import { Toasts } from "@/ui/toast";
import { PlayerBar } from "@/waveform/player-bar";
import { Banner } from "./banner";
import { useLiveUpdates } from "./live-updates";
import { SessionEnded } from "./session-ended";
import { useShortcuts } from "./shortcuts";
import { Sidebar } from "./sidebar";
import { TabBar } from "./tab-bar";
import { TopBar } from "./top-bar";
import { UnreachablePage } from "./unreachable-page";

/** What stays while pages change: navigation, the player, and news of the connection. */
export function Shell() {
  const status = useSession((state) => state.status);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  useLiveUpdates();
  useShortcuts();

  // A new page begins at its beginning, for those who listen, too.
  const firstPath = useRef(path);
  useEffect(() => {
    if (path !== firstPath.current) main.current?.focus();
    firstPath.current = path;
  }, [path]);

  if (status === "unreachable") return <UnreachablePage />;
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <Banner />
      <AccountBanner />
      <TopBar />
      <div className="flex min-h-0 grow">
        <Sidebar />
        <main ref={main} id="main" tabIndex={-1} className="min-w-0 grow overflow-y-auto outline-none">
          <Outlet />
        </main>
      </div>
      <PlayerBar />
      <TabBar />
      <Toasts />
      <SessionEnded />
    </div>
  );
}
