/** Which question about which items is open: one at a time, whichever row or bar asked it. */
import { create } from "zustand";
import type { Item } from "./queries";

export type Question = "rename" | "move" | "tags" | "convert" | "again";

interface Asking {
  question: Question | null;
  items: Item[];
}

export interface QuestionProps {
  items: Item[];
  onClose: () => void;
}

export const useAsking = create<Asking>(() => ({ question: null, items: [] }));

export function ask(question: Question, items: Item[]): void {
  useAsking.setState({ question, items });
}

export function stopAsking(): void {
  useAsking.setState({ question: null });
}
