/** Sounds that were chosen and not sent yet. They follow their owner from tool to tool. */
import { create } from "zustand";
import type { Submission } from "./send";
import { fingerprint } from "./unfinished";

/** A file of this machine, an item of the library, or a public address. */
export type Sound =
  | { kind: "file"; id: string; title: string; file: File }
  | { kind: "item"; id: string; title: string; durationS: number | null }
  | { kind: "address"; id: string; title: string; url: string };

interface Settings {
  tool: string;
  parameters: Record<string, unknown>;
}

interface Staged {
  sounds: Sound[];
  /** What a tool is to begin with, where it is asked once more. */
  settings: Settings | null;
}

export const useStaged = create<Staged>(() => ({ sounds: [], settings: null }));

export function stage(added: Sound[]): void {
  useStaged.setState(({ sounds }) => ({
    sounds: [...sounds, ...added.filter((sound) => !sounds.some(({ id }) => id === sound.id))],
  }));
}

export function stageFiles(files: File[]): void {
  stage(
    files.map((file) => ({
      kind: "file",
      id: fingerprint(file),
      title: file.name,
      file,
    })),
  );
}

/** Puts the sounds of an earlier job in place of all others, with its settings. */
export function stageAgain(sounds: Sound[], settings: Settings): void {
  useStaged.setState({ sounds, settings });
}

export function unstage(id: string): void {
  useStaged.setState(({ sounds }) => ({ sounds: sounds.filter((sound) => sound.id !== id) }));
}

export function unstageAll(): void {
  useStaged.setState({ sounds: [], settings: null });
}

interface SubmissionOptions extends Settings {
  references: File[];
  /** All sounds into one job, where the tool takes several. */
  together: boolean;
}

/** Files that are to lie in the library as they are. */
export function librarySubmissionsOf(
  files: File[],
  folderId?: string,
): { title: string; submission: Submission }[] {
  return files.map((file) => ({
    title: file.name,
    submission: {
      tool: null,
      parameters: {},
      files: [file],
      references: [],
      audioIds: [],
      urls: [],
      folderId,
    },
  }));
}

/** The jobs that come of sounds: one of all, or one of each. */
export function submissionsOf(
  sounds: Sound[],
  options: SubmissionOptions,
): { title: string; submission: Submission }[] {
  const groups = options.together ? [sounds] : sounds.map((sound) => [sound]);
  return groups.map((group) => ({
    title: titleOf(group),
    submission: {
      tool: options.tool,
      parameters: options.parameters,
      references: options.references,
      files: group.flatMap((sound) => (sound.kind === "file" ? [sound.file] : [])),
      audioIds: group.flatMap((sound) => (sound.kind === "item" ? [sound.id] : [])),
      urls: group.flatMap((sound) => (sound.kind === "address" ? [sound.url] : [])),
    },
  }));
}

function titleOf(sounds: Sound[]): string {
  const [first] = sounds;
  if (!first) return "";
  return sounds.length > 1 ? `${first.title} and ${sounds.length - 1} more` : first.title;
}
