import { Link } from "@tanstack/react-router";
import { Logo } from "@/ui/logo";
import { Balance } from "./sidebar";

/** On small screens: whose house this is, and the credits that are left. */
export function TopBar() {
  return (
    <header className="flex h-12 shrink-0 items-center justify-between border-b border-line bg-raised px-4 lg:hidden">
      <Link to="/" className="rounded-sm" aria-label="Audio Studio, home">
        <Logo />
      </Link>
      <Balance />
    </header>
  );
}
