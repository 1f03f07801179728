import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowLeftRight, ChevronsUpDown, Coins, LogOut, type LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { problemOf } from "@/api/problem";
import { balanceQuery } from "@/api/queries";
import { signOut, switchWorkspace, useSession } from "@/api/session";
import { isOpen } from "@/routing/parent-routes";
import { useTools } from "@/tool-display/use-tools";
import { credits } from "@/ui/credits";
import { Logo } from "@/ui/logo";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { toast } from "@/ui/toast";
import { placesOf } from "./places";

const ENTRY =
  "flex h-8 items-center gap-2.5 rounded-sm px-2 text-base text-ink-2 transition-colors hover:bg-hover hover:text-ink " +
  "aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent-ink";

export function Sidebar() {
  const role = useSession((state) => state.user?.role);
  const tools = useTools();
  return (
    <nav
      aria-label="Studio"
      className="hidden w-60 shrink-0 flex-col gap-5 overflow-y-auto border-r border-line bg-sunken px-3 py-4 lg:flex"
    >
      <Link to="/" className="rounded-sm px-2" aria-label="Audio Studio, home">
        <Logo />
      </Link>
      <ul className="flex flex-col gap-0.5">
        {placesOf("sidebar", role).map(({ to, title, icon }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === "/" }} className={ENTRY}>
              <Entry icon={icon}>{title}</Entry>
            </Link>
          </li>
        ))}
      </ul>
      <div hidden={!isOpen("/tools", role)}>
        <h2 className="mb-1 px-2 text-xs font-medium tracking-normal text-ink-3">Tools</h2>
        <ul className="flex flex-col gap-0.5">
          {tools.map(({ slug, title, icon }) => (
            <li key={slug}>
              <Link to="/tools/$tool" params={{ tool: slug }} className={ENTRY}>
                <Entry icon={icon}>{title}</Entry>
              </Link>
            </li>
          ))}
        </ul>
      </div>
      <div className="mt-auto flex flex-col gap-1">
        <Balance />
        <Person />
      </div>
    </nav>
  );
}

function Entry({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <>
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="truncate">{children}</span>
    </>
  );
}

/** Credits, always in sight; pressed, they tell where they went. */
export function Balance() {
  const { data } = useQuery(balanceQuery);
  return (
    <Link to="/credits" className={ENTRY} data-testid="balance">
      <Coins aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      <span className="numeric">{data === undefined ? "Credits" : credits(data)}</span>
    </Link>
  );
}

function Person() {
  const user = useSession((state) => state.user);
  const here = user?.workspaces.find(({ workspace_id }) => workspace_id === user.workspace_id);
  const others = user?.workspaces.filter(({ workspace_id }) => workspace_id !== user.workspace_id);
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          className="flex h-11 items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover data-[state=open]:bg-hover"
        >
          <span
            aria-hidden
            className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent-ink uppercase"
          >
            {user?.username.slice(0, 2)}
          </span>
          <span className="min-w-0 grow">
            <span className="block truncate text-sm font-medium">{user?.username}</span>
            <span className="block truncate text-xs text-ink-3">
              {here?.kind === "team" ? here.name : user?.tier}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-ink-3" />
        </button>
      }
    >
      {others?.map(({ workspace_id, name }) => (
        <MenuItem
          key={workspace_id}
          icon={<ArrowLeftRight aria-hidden />}
          onSelect={() => switchWorkspace(workspace_id).catch((error) => toast(problemOf(error).detail))}
        >
          Switch to {name}
        </MenuItem>
      ))}
      {others?.length ? <MenuSeparator /> : null}
      {user?.is_operator && (
        <MenuItem asChild>
          <Link to="/admin">Operator's pages</Link>
        </MenuItem>
      )}
      <MenuItem asChild>
        <Link to="/team">Team</Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/settings">Settings</Link>
      </MenuItem>
      <MenuItem asChild>
        <Link to="/credits">Credits</Link>
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
