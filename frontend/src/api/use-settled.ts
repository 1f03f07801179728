import { useEffect, useState } from "react";

const PAUSE_MS = 250;

/** A value that changes only once it has been left alone for a moment. */
export function useSettled(value: string, pauseMs = PAUSE_MS): string {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), pauseMs);
    return () => clearTimeout(timer);
  }, [value, pauseMs]);
  return settled;
}
