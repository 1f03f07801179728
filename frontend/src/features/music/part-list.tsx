import { Volume2, VolumeX } from "lucide-react";
import { stemColor } from "@/features/jobs/results/stem-colors";
import { IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { type Choice, Select } from "@/ui/select";
import { inWords, type Part, type Plan } from "./plan";
import type { Instrument } from "./queries";
import { sectionColumns } from "./section-strip";

interface PartListProps {
  plan: Plan;
  instruments: Instrument[];
  onMute: (role: string, isMuted: boolean) => void;
  onSwap: (role: string, instrument: string) => void;
}

/** Who plays what, and where: a lane for each role, under the sections. */
export function PartList({ plan, instruments, onMute, onSwap }: PartListProps) {
  const columns = sectionColumns(plan);
  return (
    <ul aria-label="Instruments" className="flex flex-col gap-3">
      {heardParts(plan).map((part) => (
        <PartRow
          key={part.role}
          part={part}
          choices={choicesFor(part, instruments)}
          where={plan.sections.map(({ roles }) => roles.includes(part.role))}
          columns={columns}
          onMute={(isMuted) => onMute(part.role, isMuted)}
          onSwap={(instrument) => onSwap(part.role, instrument)}
        />
      ))}
    </ul>
  );
}

/** A short piece may have parts that no section needs. */
function heardParts({ parts, sections }: Plan): Part[] {
  return parts.filter(({ role }) => sections.some(({ roles }) => roles.includes(role)));
}

function choicesFor({ role, instrument }: Part, instruments: Instrument[]): Choice[] {
  return instruments
    .filter(({ name, roles }) => name === instrument || roles.some((one) => one === role))
    .map(({ name, title }) => ({ value: name, label: title }));
}

interface PartRowProps {
  part: Part;
  choices: Choice[];
  /** Whether it plays, section by section. */
  where: boolean[];
  columns: string;
  onMute: (isMuted: boolean) => void;
  onSwap: (instrument: string) => void;
}

function PartRow({ part, choices, where, columns, onMute, onSwap }: PartRowProps) {
  const title = inWords(part.role);
  const count = where.filter(Boolean).length;
  return (
    <li className="flex flex-col gap-1.5">
      <div className="flex items-center gap-2">
        <IconButton
          label={`Mute ${title}`}
          size="sm"
          pressed={part.is_muted}
          onClick={() => onMute(!part.is_muted)}
        >
          {part.is_muted ? (
            <VolumeX aria-hidden className="size-4" />
          ) : (
            <Volume2 aria-hidden className="size-4" />
          )}
        </IconButton>
        <span className={cx("w-28 shrink-0 truncate text-sm font-medium", part.is_muted && "text-ink-3")}>
          {title}
        </span>
        <Select
          aria-label={`Instrument of ${title}`}
          value={part.instrument}
          choices={choices}
          onChange={onSwap}
          className="min-w-0 sm:max-w-60"
        />
        <span className="numeric ml-auto hidden text-sm whitespace-nowrap text-ink-3 sm:block">
          {part.is_muted
            ? "Muted"
            : count === where.length
              ? "Throughout"
              : `${count} of ${where.length} sections`}
        </span>
      </div>
      <div aria-hidden className="grid gap-0.5" style={{ gridTemplateColumns: columns }}>
        {where.map((plays, index) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: sections are known by their place
            key={index}
            className={cx("h-2 rounded-full", plays ? part.is_muted && "opacity-25" : "bg-sunken")}
            style={plays ? { background: `var(${stemColor(part.role)})` } : undefined}
          />
        ))}
      </div>
    </li>
  );
}
