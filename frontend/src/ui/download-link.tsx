import { Download } from "lucide-react";
import { cx } from "./class-names";

interface DownloadLinkProps {
  href: string;
  /** What comes, for those who do not see the sign. */
  name: string;
  className?: string;
}

export function DownloadLink({ href, name, className = "grid" }: DownloadLinkProps) {
  return (
    <a
      href={href}
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
