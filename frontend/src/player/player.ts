/** The app's one player of single sounds. It goes on while pages change. */
import { create } from "zustand";
import { assetUrl } from "@/api/assets";
import { claim, release } from "./exclusive-playback";
import type { Peaks } from "./peaks";

export interface Track {
  /** The asset's id, by which its waveform is found. */
  id: string;
  title: string;
  subtitle?: string;
  durationS: number | null;
  /** Where a sound lies that is no asset of one's own: the sample of a voice, a preview. */
  url?: string;
  /** Its outline, which only assets have on the server. */
  peaks?: Peaks;
}

interface PlayerState {
  track: Track | null;
  playing: boolean;
  /** Anew for each picture while it plays: draw again only when what follows from it has changed. */
  timeS: number;
  durationS: number;
  volume: number;
  problem: string | null;
}

const VOLUME_KEY = "volume";
const SEEK_STEP_S = 5;

export const usePlayer = create<PlayerState>(() => ({
  track: null,
  playing: false,
  timeS: 0,
  durationS: 0,
  volume: Number(localStorage.getItem(VOLUME_KEY) ?? 1),
  problem: null,
}));

const sound = new Audio();
sound.preload = "auto";
sound.volume = usePlayer.getState().volume;

let picture = 0;
/** Tells where the sound stands, before each picture while it plays: browsers themselves tell a few times a second. */
function follow(): void {
  usePlayer.setState({ timeS: sound.currentTime });
  cancelAnimationFrame(picture);
  if (!sound.paused) picture = requestAnimationFrame(follow);
}

sound.addEventListener("durationchange", () => {
  if (Number.isFinite(sound.duration)) usePlayer.setState({ durationS: sound.duration });
});
sound.addEventListener("play", () => {
  usePlayer.setState({ playing: true });
  follow();
});
sound.addEventListener("pause", () => {
  cancelAnimationFrame(picture);
  usePlayer.setState({ playing: false, timeS: sound.currentTime });
});
sound.addEventListener("ended", () => usePlayer.setState({ playing: false, timeS: 0 }));
sound.addEventListener("error", () => {
  if (!sound.src) return;
  usePlayer.setState({ playing: false, problem: "This sound cannot be played. It may have expired." });
});

export function play(track: Track): void {
  const current = usePlayer.getState().track;
  if (current?.id !== track.id) {
    sound.src = track.url ?? assetUrl(track.id);
    usePlayer.setState({ track, timeS: 0, durationS: track.durationS ?? 0, problem: null });
    updateMediaSession(track);
  }
  claim(pause);
  // A play() that a newer one interrupts is no failure; one that fails ends in "error".
  sound.play().catch(() => undefined);
}

export function pause(): void {
  sound.pause();
  release(pause);
}

export function toggle(track?: Track): void {
  const { track: current, playing } = usePlayer.getState();
  const wanted = track ?? current;
  if (!wanted) return;
  if (playing && current?.id === wanted.id) pause();
  else play(wanted);
}

export function seek(timeS: number): void {
  sound.currentTime = Math.max(0, Math.min(timeS, usePlayer.getState().durationS));
  usePlayer.setState({ timeS: sound.currentTime });
}

export function seekBy(direction: 1 | -1): void {
  seek(sound.currentTime + direction * SEEK_STEP_S);
}

export function setVolume(volume: number): void {
  sound.volume = volume;
  localStorage.setItem(VOLUME_KEY, String(volume));
  usePlayer.setState({ volume });
}

export function close(): void {
  pause();
  sound.removeAttribute("src");
  usePlayer.setState({ track: null, timeS: 0, durationS: 0, problem: null });
}

/** Where the sound stands this very moment, for what draws by itself. */
export function exactTimeS(): number {
  return sound.currentTime;
}

function updateMediaSession(track: Track): void {
  if (!("mediaSession" in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: track.title,
    artist: track.subtitle ?? "Audio Studio",
  });
  navigator.mediaSession.setActionHandler("play", () => toggle());
  navigator.mediaSession.setActionHandler("pause", () => pause());
}
