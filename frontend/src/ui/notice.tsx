import { CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./class-names";

const TONES = {
  info: { classes: "bg-accent-soft text-ink", icon: Info },
  good: { classes: "bg-good-soft text-ink", icon: CircleCheck },
  warn: { classes: "bg-warn-soft text-ink", icon: TriangleAlert },
  bad: { classes: "bg-bad-soft text-ink", icon: TriangleAlert },
};

const ICON_TONES = { info: "text-accent-ink", good: "text-good", warn: "text-warn", bad: "text-bad" };

interface NoticeProps {
  tone: keyof typeof TONES;
  title?: string;
  children: ReactNode;
}

/** Something that has to be known here; what is wrong is read aloud at once. */
export function Notice({ tone, title, children }: NoticeProps) {
  const { classes, icon: Icon } = TONES[tone];
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={cx("flex gap-3 rounded-md p-3", classes)}>
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", ICON_TONES[tone])} />
      <div className="min-w-0">
        {title && <p className="font-medium">{title}</p>}
        <div className="text-ink-2">{children}</div>
      </div>
    </div>
  );
}
