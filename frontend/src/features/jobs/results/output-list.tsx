import { Link } from "@tanstack/react-router";
import { FileText, Image, Music, Piano } from "lucide-react";
import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import type { Job } from "@/api/jobs";
import { Card } from "@/ui/card";
import { DownloadLink } from "@/ui/download-link";
import { fileSize } from "@/uploads/file-size";
import { PlayOutput } from "./play-output";
import { stemTitle } from "./stem-colors";

type Asset = Schemas["AssetView"];

/** Every file of a job: hear it here, take it along. */
export function OutputList({ job }: { job: Job }) {
  return (
    <Card aria-label="Files" flush>
      <div className="flex items-baseline justify-between gap-4 px-4 py-4 sm:px-6">
        <div>
          <h2 className="text-lg">Files</h2>
          {typeof job.report?.engine === "string" && (
            <p className="text-sm text-ink-3">Made by {job.report.engine}</p>
          )}
        </div>
        <Link to="/library" className="text-sm font-medium whitespace-nowrap text-accent-ink hover:underline">
          They are in your library
        </Link>
      </div>
      <ul className="divide-y divide-line border-t border-line">
        {job.outputs.map((output) => (
          <OutputRow key={output.asset_id} output={output} />
        ))}
      </ul>
    </Card>
  );
}

function OutputRow({ output }: { output: Asset }) {
  const isSound = output.media_type.startsWith("audio/") && output.type !== "midi";
  return (
    <li className="flex items-center gap-3 px-4 py-2.5 sm:px-6">
      {isSound ? <PlayOutput output={output} /> : <Emblem output={output} />}
      <div className="min-w-0 grow">
        <p className="truncate font-medium">{output.name}</p>
        <p className="numeric text-sm text-ink-3">
          {stemTitle(output.role)} · {fileSize(output.size_bytes)}
        </p>
      </div>
      <DownloadLink href={assetUrl(output.asset_id)} name={output.name} />
    </li>
  );
}

function Emblem({ output }: { output: Asset }) {
  const Icon = output.media_type.startsWith("image/")
    ? Image
    : output.type === "midi"
      ? output.media_type.includes("xml")
        ? Music
        : Piano
      : FileText;
  return (
    <span className="grid size-9 shrink-0 place-items-center text-ink-3">
      <Icon aria-hidden className="size-4" />
    </span>
  );
}
