import { Mic, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { pause } from "@/player/player";
import { Button } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { clock } from "@/ui/format-time";
import { Notice } from "@/ui/notice";
import { levelHintOf } from "./level-hint";
import { Microphone, microphoneProblem } from "./microphone";

const MOST_S = 120;
const FLOOR_DB = -60;
const LOUD_DB = -9;
const TONES = { good: "text-good", warn: "text-warn", info: "text-ink-2" };

/** Own words, with the sounds of English in them. */
const SCRIPT =
  "On Sunday morning the whole street smells of coffee and warm bread. I take the long way round by the river, where " +
  "the children throw stones and the ducks pretend not to mind. Usually somebody is singing behind an open window. " +
  "Who would have thought that such a quiet place could make me so happy? By half past nine the shops open, the " +
  "first bus goes by, and the day begins.";

interface RecorderProps {
  disabled: boolean;
  /** What the next recording is called. */
  name: string;
  onRecorded: (file: File) => void;
}

/** Records the microphone, and says while it does what would be better. */
export function Recorder({ disabled, name, onRecorded }: RecorderProps) {
  const microphone = useRef<Microphone | null>(null);
  const [state, setState] = useState<"idle" | "asking" | "recording" | "ending">("idle");
  const [problem, setProblem] = useState<string | null>(null);
  const [, draw] = useState(0);
  useEffect(() => () => microphone.current?.close(), []);

  async function start() {
    setProblem(null);
    setState("asking");
    pause();
    try {
      microphone.current = await Microphone.open(() => draw((count) => count + 1));
      setState("recording");
    } catch (error) {
      setProblem(microphoneProblem(error));
      setState("idle");
    }
  }

  async function stop() {
    setState("ending");
    try {
      const file = await microphone.current?.stop(name);
      if (file) onRecorded(file);
    } catch {
      setProblem("The recording was lost. Try again, or choose files.");
    } finally {
      microphone.current?.close();
      microphone.current = null;
      setState("idle");
    }
  }

  const now = state === "recording" ? microphone.current : null;
  const tooLong = now !== null && now.seconds >= MOST_S;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it gets too long
  useEffect(() => {
    if (tooLong) void stop();
  }, [tooLong]);

  return (
    <div className="flex flex-col gap-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {now && (
        <>
          <p className="rounded-lg bg-sunken p-4 text-lg leading-7">{SCRIPT}</p>
          <LevelMeter levelDb={now.history.levelsDb.at(-1) ?? FLOOR_DB} />
          <LiveHint microphone={now} />
        </>
      )}
      <div className="flex items-center gap-3">
        {now || state === "ending" ? (
          <Button variant="primary" busy={state === "ending"} onClick={stop}>
            <Square aria-hidden className="size-4 fill-current" /> Stop
          </Button>
        ) : (
          <Button variant="primary" disabled={disabled} busy={state === "asking"} onClick={start}>
            <Mic aria-hidden className="size-4" /> Record
          </Button>
        )}
        {now && <span className="numeric text-ink-2">{clock(now.seconds)}</span>}
      </div>
    </div>
  );
}

function LiveHint({ microphone }: { microphone: Microphone }) {
  const hint = levelHintOf(microphone.history);
  return (
    <p aria-live="polite" className={cx("font-medium", TONES[hint.tone])}>
      {hint.text}
    </p>
  );
}

function LevelMeter({ levelDb }: { levelDb: number }) {
  const share = Math.max(0, Math.min(1, 1 - levelDb / FLOOR_DB));
  return (
    // <meter> looks different in every browser, and takes no colours.
    // biome-ignore lint/a11y/useSemanticElements: see above
    <div
      role="meter"
      aria-label="Level of the microphone"
      aria-valuemin={FLOOR_DB}
      aria-valuemax={0}
      aria-valuenow={Math.round(Math.max(FLOOR_DB, levelDb))}
      className="h-3 overflow-hidden rounded-full bg-sunken"
    >
      <div
        className={cx("h-full origin-left rounded-full", levelDb > LOUD_DB ? "bg-warn" : "bg-accent")}
        style={{ transform: `scaleX(${share})` }}
      />
    </div>
  );
}
