/** What of the library is looked at; the address holds it, so that it can be kept, sent and gone back to. */
import type { Schemas } from "@/api/client";

export const TYPES = {
  voiceover: "Speech",
  stem: "Stems",
  master: "Masters",
  music: "Music",
  sound_effect: "Sound effects",
  transcript: "Transcripts",
  midi: "Notes",
  preview: "Previews",
  picture: "Pictures",
  report: "Reports",
} as const;

export type ItemType = keyof typeof TYPES;

export interface LibraryFilter {
  q?: string;
  type?: ItemType;
  folder?: string;
  tag?: string;
  trash?: boolean;
}

export interface LibrarySearch extends LibraryFilter {
  /** The item whose details are open. */
  item?: string;
}

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

export function readSearch(raw: Record<string, unknown>): LibrarySearch {
  const type = text(raw.type);
  return {
    q: text(raw.q),
    type: type && type in TYPES ? (type as ItemType) : undefined,
    folder: text(raw.folder),
    tag: text(raw.tag),
    trash: raw.trash === true ? true : undefined,
    item: text(raw.item),
  };
}

export function isNarrowed({ q, type, tag, folder }: LibraryFilter): boolean {
  return Boolean(q || type || tag || folder);
}

/** Whether a changed item still belongs to a list. Words are left to the server. */
export function matchesFilter(
  item: Schemas["ItemView"],
  { type, folder, tag, trash = false }: LibraryFilter,
): boolean {
  return (
    (item.trashed_at !== null) === trash &&
    (!type || item.type === type) &&
    (!folder || item.folder_id === folder) &&
    (!tag || item.tags.includes(tag))
  );
}
