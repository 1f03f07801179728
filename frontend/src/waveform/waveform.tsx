import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import type { Region } from "@/player/deck";
import type { Peaks } from "@/player/peaks";
import { cx } from "@/ui/class-names";
import { spokenTime } from "@/ui/format-time";
import { barHeights } from "./bar-heights";

const BAR_PX = 2;
const GAP_PX = 1;
const SEEK_STEP_S = 5;
const SHORTEST_LOOP_S = 0.2;
/** Soft passages are drawn a little higher than they are, as one hears them. */
const SOFTENING = 0.75;

interface WaveformProps {
  label: string;
  peaks: Peaks | undefined;
  durationS: number;
  /** Read at every frame while it plays. */
  timeS: () => number;
  playing: boolean;
  onSeek: (timeS: number) => void;
  /** What is in sight, in seconds; all of it unless given. */
  view?: Region;
  loop?: Region | null;
  /** Takes a passage that is drawn with Shift and the pointer. */
  onLoop?: (loop: Region) => void;
  /** Colours by their names among the tokens. */
  color?: string;
  dimmed?: boolean;
  className?: string;
}

/** A sound's outline on a canvas: shows where it stands, and goes where it is pressed. */
export function Waveform(props: WaveformProps) {
  const {
    label,
    peaks,
    durationS,
    timeS,
    playing,
    onSeek,
    view,
    loop,
    onLoop,
    color = "--accent",
    dimmed,
    className,
  } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const drawnFrom = useRef<number | null>(null);
  const [drawn, setDrawn] = useState<Region | null>(null);
  const region = drawn ?? loop;
  const fromS = view?.fromS ?? 0;
  const toS = view?.toS ?? durationS;
  const spanS = Math.max(toS - fromS, 0.001);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn again as time goes by and when the theme changes
  useEffect(() => {
    const element = canvas.current;
    if (!element || !width) return;
    const columns = Math.floor(width / (BAR_PX + GAP_PX));
    const heights = peaks ? barHeights(peaks, columns, fromS / durationS, toS / durationS) : null;
    let frame = 0;
    const draw = () => {
      paint(
        element,
        width,
        heights,
        (timeS() - fromS) / spanS,
        color,
        dimmed,
        region && shares(region, fromS, spanS),
      );
      if (playing) frame = requestAnimationFrame(draw);
    };
    draw();
    const themes = new MutationObserver(draw);
    themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      cancelAnimationFrame(frame);
      themes.disconnect();
    };
  }, [peaks, width, playing, color, dimmed, fromS, toS, durationS, region, !playing && timeS()]);

  function timeAt(event: PointerEvent): number {
    const box = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return fromS + share * spanS;
  }

  function pressed(event: PointerEvent) {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = timeAt(event);
    drawnFrom.current = onLoop && event.shiftKey ? at : null;
    if (drawnFrom.current === null) onSeek(at);
  }

  function dragged(event: PointerEvent) {
    if (event.buttons !== 1) return;
    const at = timeAt(event);
    const from = drawnFrom.current;
    if (from === null) onSeek(at);
    else setDrawn({ fromS: Math.min(from, at), toS: Math.max(from, at) });
  }

  function released() {
    if (drawn && drawn.toS - drawn.fromS >= SHORTEST_LOOP_S) onLoop?.(drawn);
    drawnFrom.current = null;
    setDrawn(null);
  }

  function typed(event: KeyboardEvent) {
    const now = timeS();
    const goals: Record<string, number> = {
      ArrowRight: now + SEEK_STEP_S,
      ArrowLeft: now - SEEK_STEP_S,
      Home: 0,
      End: durationS,
    };
    const goal = goals[event.key];
    if (goal === undefined) return;
    event.preventDefault();
    onSeek(Math.min(durationS, Math.max(0, goal)));
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.round(durationS)}
      aria-valuenow={Math.round(Math.min(timeS(), durationS))}
      aria-valuetext={`${spokenTime(timeS())} of ${spokenTime(durationS)}`}
      title={onLoop ? "Press to go there; draw with Shift to repeat a passage" : undefined}
      onPointerDown={pressed}
      onPointerMove={dragged}
      onPointerUp={released}
      onPointerCancel={released}
      onKeyDown={typed}
      className={cx("relative cursor-pointer touch-none rounded-sm", className)}
    >
      <canvas ref={canvas} className="block size-full" />
    </div>
  );
}

function shares(region: Region, fromS: number, spanS: number): [number, number] {
  return [(region.fromS - fromS) / spanS, (region.toS - fromS) / spanS];
}

function paint(
  canvas: HTMLCanvasElement,
  width: number,
  heights: Float32Array | null,
  played: number,
  color: string,
  dimmed: boolean | undefined,
  loop: [number, number] | null | undefined,
): void {
  const height = canvas.clientHeight;
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== width * scale || canvas.height !== height * scale) {
    canvas.width = width * scale;
    canvas.height = height * scale;
  }
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const styles = getComputedStyle(canvas);
  const bright = styles.getPropertyValue(color);
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  if (loop) {
    pen.globalAlpha = 0.14;
    pen.fillStyle = bright;
    pen.fillRect(loop[0] * width, 0, (loop[1] - loop[0]) * width, height);
  }
  const playedPx = played * width;
  const step = BAR_PX + GAP_PX;
  // What has no outline, or not yet, is a line of dots.
  const columns = heights?.length ?? Math.floor(width / step);
  for (let column = 0; column < columns; column++) {
    const reach = Math.max(1, (heights?.[column] ?? 0) ** SOFTENING * (height / 2 - 1));
    const isPlayed = column * step < playedPx;
    pen.globalAlpha = dimmed ? 0.18 : isPlayed ? 1 : 0.5;
    pen.fillStyle = bright;
    pen.beginPath();
    pen.roundRect(column * step, height / 2 - reach, BAR_PX, reach * 2, 1);
    pen.fill();
  }
  pen.globalAlpha = 1;
  if (played > 0 && played <= 1) {
    pen.fillStyle = styles.getPropertyValue("--ink");
    pen.fillRect(Math.min(width - 1, playedPx), 0, 1, height);
  }
}
