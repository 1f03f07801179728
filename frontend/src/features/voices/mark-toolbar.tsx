import { AudioLines, Gauge, Italic, type LucideIcon, Music2, Timer, Users } from "lucide-react";
import { type RefObject, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { Menu, MenuItem } from "@/ui/menu";
import type { Edit } from "./text-marks";
import { place, wrap } from "./text-marks";
import { VoicePicker } from "./voice-picker";

const MENUS: { label: string; icon: LucideIcon; marks: { label: string; mark: string }[] }[] = [
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
const PAUSES_S = [0.3, 0.5, 1, 2];

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
      <Menu
        align="start"
        returnFocusTo={area}
        trigger={
          <Button look="quiet" size="sm">
            <Timer aria-hidden className="size-4" /> Pause
          </Button>
        }
      >
        {PAUSES_S.map((seconds) => (
          <MenuItem
            key={seconds}
            onSelect={() => edit((text, selection) => place(text, selection, `[pause ${seconds}s]`))}
          >
            {seconds} {seconds === 1 ? "second" : "seconds"}
          </MenuItem>
        ))}
      </Menu>
      <IconButton
        label="Emphasis"
        size="sm"
        onClick={() => edit((text, selection) => wrap(text, selection, "*", "*"))}
      >
        <Italic aria-hidden className="size-4" />
      </IconButton>
      <Button look="quiet" size="sm" onClick={() => setChoosing(true)}>
        <Users aria-hidden className="size-4" /> Voice
      </Button>
      {MENUS.map(({ label, icon: Icon, marks }) => (
        <Menu
          key={label}
          align="start"
          returnFocusTo={area}
          trigger={
            <Button look="quiet" size="sm">
              <Icon aria-hidden className="size-4" /> {label}
            </Button>
          }
        >
          {marks.map(({ label: name, mark }) => (
            <MenuItem key={mark} onSelect={() => edit((text, selection) => wrap(text, selection, mark))}>
              {name}
            </MenuItem>
          ))}
        </Menu>
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
