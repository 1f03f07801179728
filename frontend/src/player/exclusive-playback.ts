/** Only one thing sounds in the app: whoever begins stops whoever sounded before. */

let stopCurrent: (() => void) | null = null;

export function claim(stop: () => void): void {
  if (stopCurrent && stopCurrent !== stop) stopCurrent();
  stopCurrent = stop;
}

export function release(stop: () => void): void {
  if (stopCurrent === stop) stopCurrent = null;
}
