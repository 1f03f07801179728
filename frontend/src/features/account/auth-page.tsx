import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Logo } from "@/ui/logo";

interface AuthPageProps {
  title: string;
  subtitle: string;
  children: ReactNode;
  otherwise: ReactNode;
}

/** The two doors of the house: signing in, and making an account. */
export function AuthPage({ title, subtitle, children, otherwise }: AuthPageProps) {
  return (
    <main className="grid min-h-dvh lg:grid-cols-[minmax(0,1fr)_minmax(0,1.1fr)]">
      <div className="flex flex-col px-6 py-8 sm:px-12">
        <Link to="/login" className="self-start rounded-sm" aria-label="Audio Studio">
          <Logo />
        </Link>
        <div className="m-auto w-full max-w-sm py-12">
          <h1 className="text-2xl">{title}</h1>
          <p className="mt-1 mb-8 text-ink-3">{subtitle}</p>
          {children}
          <p className="mt-6 text-ink-2">{otherwise}</p>
        </div>
      </div>
      <aside
        aria-hidden
        className="hidden flex-col justify-between overflow-hidden border-l border-line bg-sunken p-12 lg:flex"
      >
        <Sculpture />
        <p className="max-w-md text-xl font-medium tracking-tight text-balance">
          Take songs apart, master them, clean speech, write it down. On a server of your own, with nothing
          sent anywhere.
        </p>
      </aside>
    </main>
  );
}

const STEMS = ["--stem-vocals", "--stem-drums", "--stem-bass", "--stem-other"];
const BARS = 72;

/** Four stems as four lines of bars: what the house is about, without a word. */
function Sculpture() {
  return (
    <div className="flex grow flex-col justify-center gap-6">
      {STEMS.map((color, row) => (
        <div key={color} className="flex h-20 items-center gap-[3px]">
          {Array.from({ length: BARS }, (_, bar) => {
            const phrase = Math.abs(Math.sin((bar + row * 11) / (5 + row * 2.3)));
            const grain = Math.abs(Math.sin(bar * (1.7 + row * 0.61) + row * 2));
            return (
              <span
                // biome-ignore lint/suspicious/noArrayIndexKey: these have no identity
                key={bar}
                className="grow rounded-full"
                style={{
                  height: `${6 + 88 * phrase * (0.35 + 0.65 * grain)}%`,
                  background: `var(${color})`,
                  opacity: 0.85,
                }}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}
