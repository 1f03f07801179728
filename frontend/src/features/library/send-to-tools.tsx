import { useNavigate } from "@tanstack/react-router";
import type { ToolDisplay } from "@/tool-display/tools";
import { useTools } from "@/tool-display/use-tools";
import { MenuItem } from "@/ui/menu";
import { stage } from "@/uploads/staged";
import type { Item } from "./queries";

interface SendToToolsProps {
  items: Item[];
  /** Also those that make one piece of several sounds. */
  together?: boolean;
}

/** Entries of a menu that take sounds of the library to a tool. */
export function SendToTools({ items, together = false }: SendToToolsProps) {
  const navigate = useNavigate();
  const tools = useTools().filter(({ maxFiles }) => together || maxFiles === 1);

  function send({ slug }: ToolDisplay) {
    stage(
      items.map((item) => ({ kind: "item", id: item.audio_id, title: item.name, durationS: item.duration })),
    );
    void navigate({ to: "/tools/$tool", params: { tool: slug } });
  }

  return tools.map((tool) => (
    <MenuItem key={tool.slug} icon={<tool.icon aria-hidden />} onSelect={() => send(tool)}>
      {tool.title}
    </MenuItem>
  ));
}
