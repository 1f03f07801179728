import {
  CreditCard,
  House,
  Library,
  ListMusic,
  type LucideIcon,
  MessageCircle,
  Settings,
} from "lucide-react";

interface Place {
  to: "/" | "/jobs" | "/library" | "/voices" | "/credits" | "/settings";
  title: string;
  icon: LucideIcon;
}

/** Where the navigation leads, besides the tools. */
export const PLACES = {
  home: { to: "/", title: "Home", icon: House },
  jobs: { to: "/jobs", title: "Jobs", icon: ListMusic },
  library: { to: "/library", title: "Library", icon: Library },
  voices: { to: "/voices", title: "Voices", icon: MessageCircle },
  credits: { to: "/credits", title: "Credits", icon: CreditCard },
  settings: { to: "/settings", title: "Settings", icon: Settings },
} satisfies Record<string, Place>;
