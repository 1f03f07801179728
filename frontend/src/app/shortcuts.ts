import { useEffect } from "react";
import { seekBy, toggle } from "@/player/player";

const TYPED_INTO = "input, textarea, select, button, a, [role=slider], [role=menuitem], [contenteditable]";

/** Space plays and pauses whatever was played last, as in every player. */
export function useShortcuts(): void {
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const isElsewhere = event.target instanceof Element && event.target.closest(TYPED_INTO);
      if (isElsewhere || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === " ") {
        event.preventDefault();
        const deckButton = document.querySelector<HTMLButtonElement>("[data-space=play]");
        if (deckButton) deckButton.click();
        else toggle();
      } else if (event.key === "ArrowLeft") seekBy(-1);
      else if (event.key === "ArrowRight") seekBy(1);
    };
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  }, []);
}
