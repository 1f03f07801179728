import { useNavigate } from "@tanstack/react-router";
import { FileText, MoreHorizontal, Pause, Play } from "lucide-react";
import { length } from "@/audio/format-time";
import { toggle, usePlayer } from "@/audio/player";
import { TOOLS, toolTitle } from "@/catalogue/tools";
import { IconButton } from "@/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/ui/menu";
import { ago } from "@/ui/relative-time";
import { stage } from "@/uploads/staged";
import type { Item } from "./queries";

export function LibraryRow({ item }: { item: Item }) {
  const navigate = useNavigate();
  const playing = usePlayer((state) => state.playing && state.track?.id === item.audio_id);
  const isSound = item.media_type.startsWith("audio/") && item.type !== "midi";

  function sendTo(slug: string) {
    stage([{ kind: "item", id: item.audio_id, title: item.name, durationS: item.duration }]);
    void navigate({ to: "/tools/$tool", params: { tool: slug } });
  }

  return (
    <li className="flex items-center gap-3 px-4 py-2.5 hover:bg-hover/60">
      {isSound ? (
        <IconButton
          look="plain"
          label={playing ? `Pause ${item.name}` : `Play ${item.name}`}
          onClick={() =>
            toggle({ id: item.audio_id, title: item.name, subtitle: item.role, durationS: item.duration })
          }
        >
          {playing ? <Pause aria-hidden className="size-4" /> : <Play aria-hidden className="size-4" />}
        </IconButton>
      ) : (
        <span className="grid size-9 shrink-0 place-items-center text-ink-3">
          <FileText aria-hidden className="size-4" />
        </span>
      )}
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{item.name}</p>
        <p className="numeric truncate text-sm text-ink-3">
          {[
            item.role,
            item.source && toolTitle(item.source),
            item.duration && length(item.duration),
            ago(item.created_at),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <Menu
        trigger={
          <IconButton label={`Actions for ${item.name}`} size="sm">
            <MoreHorizontal aria-hidden className="size-4" />
          </IconButton>
        }
      >
        <MenuItem asChild>
          <a href={item.url} download>
            Download
          </a>
        </MenuItem>
        {isSound && <MenuSeparator />}
        {isSound &&
          TOOLS.slice(0, 7).map(({ slug, title, icon: Icon }) => (
            <MenuItem key={slug} icon={<Icon aria-hidden />} onSelect={() => sendTo(slug)}>
              {title}
            </MenuItem>
          ))}
      </Menu>
    </li>
  );
}
