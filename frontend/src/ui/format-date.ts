const long = new Intl.DateTimeFormat("en", { dateStyle: "long" });

/** A day as people write it, of a moment as the server tells it. */
export function day(moment: string): string {
  return long.format(new Date(moment));
}
