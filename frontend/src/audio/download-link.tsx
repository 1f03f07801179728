import { Download } from "lucide-react";
import { assetUrl } from "@/api/assets";
import { cx } from "@/ui/class-names";

interface DownloadLinkProps {
  assetId: string;
  /** What comes, for those who do not see the sign. */
  name: string;
  className?: string;
}

export function DownloadLink({ assetId, name, className = "grid" }: DownloadLinkProps) {
  return (
    <a
      href={assetUrl(assetId)}
      download
      aria-label={`Download ${name}`}
      title={`Download ${name}`}
      className={cx(
        "size-9 shrink-0 place-items-center rounded-md text-ink-2 hover:bg-hover hover:text-ink",
        className,
      )}
    >
      <Download aria-hidden className="size-4" />
    </a>
  );
}
