import { useNavigate } from "@tanstack/react-router";
import { stage } from "@/uploads/staged";
import type { Item } from "./queries";

/** Takes sounds of the library to a tool. */
export function useSendTo(): (slug: string, items: Item[]) => void {
  const navigate = useNavigate();
  return (slug, items) => {
    stage(
      items.map((item) => ({ kind: "item", id: item.audio_id, title: item.name, durationS: item.duration })),
    );
    void navigate({ to: "/tools/$tool", params: { tool: slug } });
  };
}
