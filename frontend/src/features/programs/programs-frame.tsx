import type { ReactNode } from "react";
import { PlaceTabs } from "@/routing/place-tabs";
import { Page } from "@/ui/page";

const PLACES = [
  { to: "/programs/keys", label: "API keys" },
  { to: "/programs/webhooks", label: "Webhooks" },
  { to: "/programs/usage", label: "Usage" },
] as const;

interface ProgramsFrameProps {
  title: string;
  subtitle: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** What the pages about programs share: the way from one to the other. */
export function ProgramsFrame({ title, subtitle, aside, children }: ProgramsFrameProps) {
  return (
    <Page title={title} subtitle={subtitle} aside={aside}>
      <PlaceTabs label="Programs" places={PLACES} />
      {children}
    </Page>
  );
}
