import { Upload } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { SOUND_ENDINGS, useFileDrop } from "@/ui/dropped-files";
import { librarySubmissionsOf } from "@/uploads/staged";
import { enqueue, useUploads } from "@/uploads/upload-queue";
import { UploadRow } from "@/uploads/upload-row";

const KEPT = [...SOUND_ENDINGS, "mid", "midi", "srt", "vtt"];
const ACCEPTED = ["audio/*", ...KEPT.map((ending) => `.${ending}`)].join(",");

/** Brings files of one's own into the library as they are. */
export function ImportButton({ folderId }: { folderId: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Upload aria-hidden className="size-4" /> Add files
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        data-testid="file-input"
        onChange={(event) => {
          enqueue(librarySubmissionsOf([...(event.target.files ?? [])], folderId));
          event.target.value = "";
        }}
      />
    </>
  );
}

interface ImportDropZoneProps {
  folderId: string | undefined;
  children: ReactNode;
}

/** A place on which files can be dropped; those on their way stand above what lies there. */
export function ImportDropZone({ folderId, children }: ImportDropZoneProps) {
  const { over, handlers } = useFileDrop((files) => enqueue(librarySubmissionsOf(files, folderId)), KEPT);
  const { uploads } = useUploads();
  const coming = uploads.filter(({ submission, state }) => submission.tool === null && state !== "accepted");
  return (
    // The keyboard has the button above; only what is dropped can fall beside it.
    <div
      {...handlers}
      className={cx(
        "flex min-h-60 min-w-0 grow flex-col gap-4 rounded-lg outline-2 outline-offset-8 outline-dashed",
        over ? "outline-accent" : "outline-transparent",
      )}
    >
      {coming.length > 0 && (
        <section aria-label="On their way">
          <ul className="divide-y divide-line rounded-lg border border-line bg-surface shadow-1">
            {coming.map((upload) => (
              <UploadRow key={upload.id} upload={upload} />
            ))}
          </ul>
        </section>
      )}
      {children}
    </div>
  );
}
