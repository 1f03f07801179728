import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api, ok } from "@/api/client";
import { signOut, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { chooseTheme, type Theme, useTheme } from "@/ui/theme";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function SettingsPage() {
  const user = useSession((state) => state.user);
  const theme = useTheme((state) => state.theme);
  const formats = useQuery({ queryKey: ["formats"], queryFn: () => ok(api.GET("/formats")) });
  const mine = formats.data?.tiers.find(({ tier }) => tier === user?.tier);
  return (
    <Page title="Settings">
      <div className="flex max-w-2xl flex-col gap-6">
        <Card aria-labelledby="appearance">
          <h2 id="appearance" className="mb-4 text-lg">
            Appearance
          </h2>
          <Segmented
            label="Theme"
            value={theme}
            choices={THEMES}
            onChange={(next) => chooseTheme(next as Theme)}
          />
        </Card>
        <Card aria-labelledby="account">
          <h2 id="account" className="mb-4 text-lg">
            Account
          </h2>
          <dl className="grid grid-cols-[8rem_1fr] gap-y-2">
            <dt className="text-ink-3">Name</dt>
            <dd>{user?.username}</dd>
            <dt className="text-ink-3">E-mail</dt>
            <dd className="truncate">{user?.email}</dd>
            <dt className="text-ink-3">Tier</dt>
            <dd>{user?.tier}</dd>
            {mine && (
              <>
                <dt className="text-ink-3">Formats</dt>
                <dd>{mine.formats.join(", ")}</dd>
                <dt className="text-ink-3">Sample rates</dt>
                <dd className="numeric">{mine.sample_rates.map((hz) => `${hz / 1000} kHz`).join(", ")}</dd>
                <dt className="text-ink-3">Largest file</dt>
                <dd className="numeric">{mine.max_file_size_mb} MB</dd>
              </>
            )}
          </dl>
          <div className="mt-6 flex flex-wrap gap-2">
            <Button asChild>
              <Link to="/security">Security</Link>
            </Button>
            <Button asChild>
              <Link to="/credits">Credits</Link>
            </Button>
            <Button asChild>
              <Link to="/team">Team</Link>
            </Button>
            {user?.is_operator && (
              <Button asChild>
                <Link to="/admin">Operator's pages</Link>
              </Button>
            )}
            <Button onClick={() => void signOut()}>Sign out</Button>
          </div>
        </Card>
        <Card aria-labelledby="programs">
          <h2 id="programs" className="mb-1 text-lg">
            Programs
          </h2>
          <p className="mb-4 text-ink-3">Everything here can be done by programs, too.</p>
          <div className="flex flex-wrap gap-2">
            <Button asChild>
              <Link to="/programs/keys">API keys</Link>
            </Button>
            <Button asChild>
              <Link to="/programs/webhooks">Webhooks</Link>
            </Button>
            <Button asChild>
              <Link to="/programs/usage">Usage</Link>
            </Button>
            <Button asChild>
              <a href="/docs">Read about the API</a>
            </Button>
          </div>
        </Card>
      </div>
    </Page>
  );
}
