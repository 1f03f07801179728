import type { ReactNode } from "react";
import { PlaceTabs } from "@/routing/place-tabs";
import { Page } from "@/ui/page";

const PLACES = [
  { to: "/music", label: "Music" },
  { to: "/music/effects", label: "Sound effects" },
  { to: "/music/engines", label: "Engines" },
] as const;

/** What the pages of music share: the way from one to the others. */
export function MusicFrame({
  title,
  subtitle,
  children,
}: {
  title: string;
  subtitle: string;
  children: ReactNode;
}) {
  return (
    <Page title={title} subtitle={subtitle}>
      <PlaceTabs label="Music" places={PLACES} />
      {children}
    </Page>
  );
}
