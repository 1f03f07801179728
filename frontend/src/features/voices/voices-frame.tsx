import type { ReactNode } from "react";
import { PlaceTabs } from "@/routing/place-tabs";
import { Page } from "@/ui/page";

const PLACES = [
  { to: "/voices", label: "Read aloud" },
  { to: "/voices/cloned", label: "Cloned voices" },
  { to: "/voices/dictionary", label: "Pronunciations" },
] as const;

interface VoicesFrameProps {
  title: string;
  subtitle?: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** What the pages of voices share: the way from one to the other. */
export function VoicesFrame({ title, subtitle, aside, children }: VoicesFrameProps) {
  return (
    <Page title={title} subtitle={subtitle} aside={aside}>
      <PlaceTabs label="Voices" places={PLACES} />
      {children}
    </Page>
  );
}
