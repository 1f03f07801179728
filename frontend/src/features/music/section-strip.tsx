import { RefreshCw } from "lucide-react";
import { clock } from "@/ui/format-time";
import { inWords, type Plan, type Section, sectionSpans } from "./plan";

/** Columns as wide as the sections are long: the strip and the lanes under it share them. */
export function sectionColumns(plan: Plan): string {
  return sectionSpans(plan)
    .map(({ fromS, toS }) => `minmax(0, ${(toS - fromS).toFixed(3)}fr)`)
    .join(" ");
}

interface SectionStripProps {
  plan: Plan;
  onVary: (index: number) => void;
}

/** The sections of a piece, as wide as they are long and as high as they are lively; a press writes one anew. */
export function SectionStrip({ plan, onVary }: SectionStripProps) {
  const spans = sectionSpans(plan);
  return (
    <ol aria-label="Sections" className="grid gap-0.5" style={{ gridTemplateColumns: sectionColumns(plan) }}>
      {plan.sections.map((section, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections are known by their place
        <li key={index} className="min-w-0">
          <SectionButton
            section={section}
            time={`${clock(spans[index]?.fromS ?? 0)} to ${clock(spans[index]?.toS ?? 0)}`}
            onVary={() => onVary(index)}
          />
        </li>
      ))}
    </ol>
  );
}

interface SectionButtonProps {
  section: Section;
  time: string;
  onVary: () => void;
}

function SectionButton({ section, time, onVary }: SectionButtonProps) {
  const title = inWords(section.kind);
  const bars = `${section.bars} ${section.bars === 1 ? "bar" : "bars"}`;
  const energy = `energy ${Math.round(section.energy * 100)} of 100`;
  const chords = section.progression.join(" ");
  const takes = section.variation > 0 ? `, version ${section.variation + 1}` : "";
  return (
    <button
      type="button"
      onClick={onVary}
      aria-label={`Write ${title} anew: ${time}, ${bars}, ${energy}, chords ${chords}${takes}`}
      title={`${title}, ${time}, ${bars}, ${energy}\nChords: ${chords}\nPress to have it written anew`}
      className="@container group flex h-32 w-full min-w-0 flex-col overflow-hidden rounded-sm border border-line bg-sunken text-left hover:border-accent focus-visible:-outline-offset-2"
    >
      <span aria-hidden className="hidden w-full min-w-0 flex-col px-1.5 pt-1 @min-[2rem]:flex">
        <span className="flex items-center gap-1 text-sm font-medium">
          <span className="truncate">{title}</span>
          {section.variation > 0 && (
            <span className="numeric inline-flex shrink-0 items-center gap-0.5 text-xs text-ink-2">
              <RefreshCw className="size-3" />
              {section.variation}
            </span>
          )}
        </span>
        <span className="numeric truncate text-xs text-ink-2">{bars}</span>
      </span>
      <span aria-hidden className="relative min-h-0 w-full grow">
        <span
          className="absolute inset-x-0 bottom-0 border-t-2 border-accent bg-accent/20 transition-[height] group-hover:bg-accent/30"
          style={{ height: `${6 + section.energy * 90}%` }}
        />
        <span className="absolute inset-x-1.5 bottom-1 hidden @min-[3.5rem]:block">
          <span className="line-clamp-2 text-xs break-words text-ink-2">{chords}</span>
        </span>
      </span>
    </button>
  );
}
