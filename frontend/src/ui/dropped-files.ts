/** Finds the sounds in what was dropped on the page, folders included. */

const SOUND = /\.(wav|wave|flac|mp3|m4a|mp4|aac|ogg|oga|opus|aif|aiff|webm|wma)$/i;

export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (!entries.length) return [...transfer.files];
  const found: File[] = [];
  for (const entry of entries) await collect(entry, found, entries.length === 1 && entry.isFile);
  return found;
}

async function collect(entry: FileSystemEntry, found: File[], wanted: boolean): Promise<void> {
  if (isFile(entry)) {
    // A file that was picked by itself is taken whatever its name says: the server judges by its content.
    if (wanted || SOUND.test(entry.name)) {
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
    for (const inner of some) await collect(inner, found, false);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
