/** Seconds as people write them on players: 3:07, 1:02:45. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** How long a sound is, to the nearest second. */
export function length(seconds: number): string {
  return clock(Math.round(seconds));
}

/** The same for those who listen: "3 minutes 7 seconds". */
export function spokenTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const rest = `${whole % 60} second${whole % 60 === 1 ? "" : "s"}`;
  return minutes ? `${minutes} minute${minutes === 1 ? "" : "s"} ${rest}` : rest;
}
