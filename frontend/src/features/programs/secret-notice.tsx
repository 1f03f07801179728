import { Copy } from "lucide-react";
import { IconButton } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { toast } from "@/ui/toast";

/** A secret that is shown now, to be copied. */
export function SecretNotice({
  title,
  secret,
  children,
}: {
  title: string;
  secret: string;
  children: string;
}) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(secret);
      toast("Copied");
    } catch {
      toast("The browser does not let it be copied; mark it and copy it by hand.");
    }
  }
  return (
    <Notice tone="warn" title={title}>
      <p>{children}</p>
      <p className="mt-2 flex items-center gap-2">
        <code className="min-w-0 rounded-sm bg-surface px-2 py-1 text-sm break-all select-all">{secret}</code>
        <IconButton label="Copy the secret" onClick={() => void copy()}>
          <Copy aria-hidden className="size-4" />
        </IconButton>
      </p>
    </Notice>
  );
}
