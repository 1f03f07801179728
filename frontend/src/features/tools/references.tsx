import { X } from "lucide-react";
import { IconButton } from "@/ui/button";
import { FileDrop } from "@/ui/file-drop";

interface ReferencesProps {
  files: File[];
  most: number;
  onChange: (files: File[]) => void;
}

/** Tracks that the result is to resemble. */
export function References({ files, most, onChange }: ReferencesProps) {
  return (
    <section aria-label="Reference tracks" className="flex flex-col gap-2 border-t border-line pt-5">
      <h2 className="text-sm font-medium">Reference tracks</h2>
      {files.map((file) => (
        <div
          key={file.name}
          className="flex items-center justify-between gap-2 rounded-md bg-sunken py-1 pr-1 pl-3"
        >
          <span className="truncate text-sm">{file.name}</span>
          <IconButton
            label={`Take ${file.name} away`}
            size="sm"
            onClick={() => onChange(files.filter((one) => one !== file))}
          >
            <X aria-hidden className="size-4" />
          </IconButton>
        </div>
      ))}
      {files.length < most && (
        <FileDrop
          compact
          multiple
          title="Add a reference"
          hint={`A track it shall resemble; up to ${most}`}
          onFiles={(added) => onChange([...files, ...added].slice(0, most))}
        />
      )}
    </section>
  );
}
