import { AudioLines, Gauge, Italic, type LucideIcon, Music2, Timer, Users } from "lucide-react";
import { type RefObject, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import type { Edit } from "./text-marks";
import { place, wrap } from "./text-marks";
import { VoicePicker } from "./voice-picker";

interface Marks {
  label: string;
  icon: LucideIcon;
  marks: { label: string; mark: string }[];
}

const PAUSES: Marks = {
  label: "Pause",
  icon: Timer,
  marks: [0.3, 0.5, 1, 2].map((seconds) => ({
    label: `${seconds} ${seconds === 1 ? "second" : "seconds"}`,
    mark: `[pause ${seconds}s]`,
  })),
};
const MANNERS: Marks[] = [
  {
    label: "Pace",
    icon: Gauge,
    marks: [
      { label: "Much slower", mark: "[rate 70%]" },
      { label: "Slower", mark: "[rate 85%]" },
      { label: "Quicker", mark: "[rate 115%]" },
      { label: "Much quicker", mark: "[rate 135%]" },
    ],
  },
  {
    label: "Pitch",
    icon: Music2,
    marks: [
      { label: "Four semitones higher", mark: "[pitch +4]" },
      { label: "Two semitones higher", mark: "[pitch +2]" },
      { label: "Two semitones lower", mark: "[pitch -2]" },
      { label: "Four semitones lower", mark: "[pitch -4]" },
    ],
  },
  {
    label: "Manner",
    icon: AudioLines,
    marks: [
      { label: "Whispered", mark: "[whisper]" },
      { label: "Cheerful", mark: "[style cheerful]" },
      { label: "Sad", mark: "[style sad]" },
      { label: "Angry", mark: "[style angry]" },
      { label: "Calm", mark: "[style calm]" },
      { label: "Letter by letter", mark: "[spell]" },
    ],
  },
];

interface MarkToolbarProps {
  area: RefObject<HTMLTextAreaElement | null>;
  chosenVoiceId: string;
}

/** Puts marks into the text, around what is selected in it: how parts of it are said. */
export function MarkToolbar({ area, chosenVoiceId }: MarkToolbarProps) {
  const [choosing, setChoosing] = useState(false);

  function edit(make: (text: string, selection: { from: number; to: number }) => Edit) {
    const { current } = area;
    if (!current) return;
    apply(current, make(current.value, { from: current.selectionStart, to: current.selectionEnd }));
  }

  return (
    <div role="toolbar" aria-label="Marks" className="flex flex-wrap gap-1">
      <MarkMenu
        of={PAUSES}
        area={area}
        onMark={(mark) => edit((text, selection) => place(text, selection, mark))}
      />
      <IconButton
        label="Emphasis"
        size="sm"
        onClick={() => edit((text, selection) => wrap(text, selection, "*", "*"))}
      >
        <Italic aria-hidden className="size-4" />
      </IconButton>
      <Button variant="quiet" size="sm" onClick={() => setChoosing(true)}>
        <Users aria-hidden className="size-4" /> Voice
      </Button>
      {MANNERS.map((manner) => (
        <MarkMenu
          key={manner.label}
          of={manner}
          area={area}
          onMark={(mark) => edit((text, selection) => wrap(text, selection, mark))}
        />
      ))}
      <VoicePicker
        open={choosing}
        title="Who says the selected words?"
        chosenId={chosenVoiceId}
        onClose={() => setChoosing(false)}
        onChoose={(voice) => edit((text, selection) => wrap(text, selection, `[voice ${voice.id}]`))}
      />
    </div>
  );
}

interface MarkMenuProps {
  of: Marks;
  area: RefObject<HTMLTextAreaElement | null>;
  onMark: (mark: string) => void;
}

function MarkMenu({ of: { label, icon: Icon, marks }, area, onMark }: MarkMenuProps) {
  return (
    <Menu
      align="start"
      returnFocusTo={area}
      trigger={
        <Button variant="quiet" size="sm">
          <Icon aria-hidden className="size-4" /> {label}
        </Button>
      }
    >
      {marks.map(({ label: name, mark }) => (
        <MenuItem key={mark} onSelect={() => onMark(mark)}>
          {name}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Edits as if it were typed, so that it can be undone like typing. */
function apply(area: HTMLTextAreaElement, { from, to, insert, selectFrom, selectTo }: Edit): void {
  area.focus();
  area.setSelectionRange(from, to);
  if (!document.execCommand("insertText", false, insert)) {
    area.setRangeText(insert, from, to);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  area.setSelectionRange(selectFrom, selectTo);
}
