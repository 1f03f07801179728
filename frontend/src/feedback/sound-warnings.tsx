import { Notice } from "@/ui/notice";

interface SoundWarning {
  file?: string;
  detail: string;
}

/** What was odd about sounds that could be read all the same, as reports and items tell it. */
export function SoundWarnings({ warnings }: { warnings: unknown }) {
  const told = Array.isArray(warnings) ? warnings.filter(isWarning) : [];
  return told.map(({ file, detail }) => (
    <Notice key={`${file} ${detail}`} tone="warn" title={file}>
      {detail}
    </Notice>
  ));
}

function isWarning(value: unknown): value is SoundWarning {
  return typeof value === "object" && value !== null && "detail" in value && typeof value.detail === "string";
}
