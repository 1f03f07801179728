import { Upload } from "lucide-react";
import { useId, useRef } from "react";
import { cx } from "./class-names";
import { useFileDrop } from "./dropped-files";

interface FileDropProps {
  title: string;
  hint: string;
  multiple: boolean;
  onFiles: (files: File[]) => void;
  /** Less tall, for where files lie already. */
  compact?: boolean;
}

const ACCEPTED = "audio/*,video/mp4,.wav,.flac,.mp3,.m4a,.ogg,.opus,.aiff,.aif";

/** Takes files and folders that are dropped on it, or chosen with a press. */
export function FileDrop({ title, hint, multiple, onFiles, compact }: FileDropProps) {
  const { over, handlers } = useFileDrop((files) => onFiles(multiple ? files : files.slice(0, 1)));
  const input = useRef<HTMLInputElement>(null);
  const hintId = useId();

  return (
    // The keyboard has the button inside; only what is dropped can fall beside it.
    <div {...handlers}>
      <button
        type="button"
        aria-describedby={hintId}
        onClick={() => input.current?.click()}
        className={cx(
          "flex w-full items-center justify-center gap-4 rounded-lg border border-dashed transition-colors",
          compact ? "px-4 py-4" : "flex-col px-6 py-12",
          over
            ? "border-accent bg-accent-soft"
            : "border-line-strong/70 bg-surface hover:border-accent hover:bg-accent-soft/50",
        )}
      >
        <span
          className={cx(
            "grid shrink-0 place-items-center rounded-full bg-accent-soft text-accent-ink",
            compact ? "size-9" : "size-12",
          )}
        >
          <Upload aria-hidden className={compact ? "size-4" : "size-5"} />
        </span>
        <span className={compact ? "text-left" : "text-center"}>
          <span className={cx("block font-medium", !compact && "text-lg")}>{title}</span>
          <span id={hintId} className="block text-sm text-ink-3">
            {hint}
          </span>
        </span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPTED}
        multiple={multiple}
        data-testid="file-input"
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
