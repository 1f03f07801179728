/** Takes what is dropped: finds the files that are wanted in it, folders included. */
import { type DragEvent, useState } from "react";

/** What names of sounds end in. */
export const SOUND_ENDINGS = "wav wave flac mp3 m4a mp4 aac ogg oga opus aif aiff webm wma".split(" ");

/** What an element needs to take files that are dropped on it, and whether some are held over it. */
export function useFileDrop(onFiles: (files: File[]) => void, endings = SOUND_ENDINGS) {
  const [over, setOver] = useState(false);
  const wanted = new RegExp(`\\.(${endings.join("|")})$`, "i");
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: async (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const files = await filesOfDrop(event.dataTransfer, wanted);
      if (files.length) onFiles(files);
    },
  };
  return { over, handlers };
}

async function filesOfDrop(transfer: DataTransfer, wanted: RegExp): Promise<File[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (!entries.length) return [...transfer.files];
  const found: File[] = [];
  for (const entry of entries)
    await collect(entry, found, entries.length === 1 && entry.isFile ? /./ : wanted);
  return found;
}

async function collect(entry: FileSystemEntry, found: File[], wanted: RegExp): Promise<void> {
  if (isFile(entry)) {
    // A file that was picked by itself is taken whatever its name says: the server judges by its content.
    if (wanted.test(entry.name)) {
      found.push(await new Promise<File>((resolve, reject) => entry.file(resolve, reject)));
    }
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (!some.length) return; // A reader gives a hundred at a time.
    for (const inner of some) await collect(inner, found, wanted);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
