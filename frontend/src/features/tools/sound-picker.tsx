import { FileAudio, Library, Link2, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { CONTROL } from "@/ui/field";
import { FileDrop } from "@/ui/file-drop";
import { length } from "@/ui/format-time";
import { fileSize } from "@/uploads/file-size";
import { type Sound, stage, stageFiles, unstage, useStaged } from "@/uploads/staged";
import { UnfinishedNotice } from "@/uploads/unfinished-notice";

interface SoundPickerProps {
  /** Most sounds of one job, where a tool takes several. */
  most: number | null;
}

/** What a tool is to work on. */
export function SoundPicker({ most }: SoundPickerProps) {
  const { sounds } = useStaged();
  return (
    <section aria-label="Sounds" className="flex flex-col gap-3">
      <UnfinishedNotice />
      <FileDrop
        multiple
        compact={sounds.length > 0}
        title={sounds.length ? "Add more" : "Drop sounds or folders here"}
        hint={
          most
            ? `or press to choose up to ${most} of them; they become one piece`
            : "or press to choose: WAV, FLAC, MP3, M4A, Ogg, AIFF and more"
        }
        onFiles={stageFiles}
      />
      <AddressField />
      {sounds.length > 0 && (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
          {sounds.map((sound) => (
            <SoundRow key={sound.id} sound={sound} />
          ))}
        </ul>
      )}
    </section>
  );
}

function SoundRow({ sound }: { sound: Sound }) {
  const Icon = { file: FileAudio, item: Library, address: Link2 }[sound.kind];
  const facts =
    sound.kind === "file"
      ? fileSize(sound.file.size)
      : sound.kind === "item"
        ? `From your library${sound.durationS ? ` · ${length(sound.durationS)}` : ""}`
        : "From an address";
  return (
    <li className="flex items-center gap-3 py-2 pr-2 pl-4">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      <span className="min-w-0 grow truncate font-medium">{sound.title}</span>
      <span className="numeric text-sm whitespace-nowrap text-ink-3">{facts}</span>
      <IconButton label={`Take ${sound.title} away`} size="sm" onClick={() => unstage(sound.id)}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </li>
  );
}

function AddressField() {
  const [address, setAddress] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    const title = decodeURIComponent(new URL(address).pathname.split("/").at(-1) || address);
    stage([{ kind: "address", id: address, title, url: address }]);
    setAddress("");
  }

  return (
    <form onSubmit={submit} className="flex gap-2">
      <input
        type="url"
        required
        pattern="https?://.+"
        aria-label="Address of a sound"
        placeholder="Or paste the address of a sound: https://…"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        className={`${CONTROL} h-9`}
      />
      <Button type="submit">Add</Button>
    </form>
  );
}
