/** Shows of a long list only the rows in sight and some around them. All rows are equally high. */
import { type RefObject, useCallback, useLayoutEffect, useState } from "react";

const AROUND = 8;

interface Window {
  first: number;
  last: number;
}

export function useWindow(list: RefObject<HTMLElement | null>, rows: number, rowPx: number): Window {
  const [window, setWindow] = useState<Window>({ first: 0, last: Math.min(rows, 30) });

  const look = useCallback(() => {
    const scroller = list.current?.closest("main");
    if (!list.current || !scroller) return;
    const above = scroller.getBoundingClientRect().top - list.current.getBoundingClientRect().top;
    const first = Math.max(0, Math.floor(above / rowPx) - AROUND);
    const last = Math.min(rows, Math.ceil((above + scroller.clientHeight) / rowPx) + AROUND);
    setWindow((before) =>
      before.first === first && before.last === last ? before : { first, last: Math.max(first, last) },
    );
  }, [list, rows, rowPx]);

  useLayoutEffect(() => {
    const scroller = list.current?.closest("main");
    if (!scroller) return;
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [look, list]);

  return window;
}
