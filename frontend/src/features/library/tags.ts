/** Tags as they are typed: "live, two words ,live" is two. */
export function readTags(written: string): string[] {
  const tags = written.split(",").map((tag) => tag.trim().replace(/\s+/g, " "));
  return [...new Set(tags.filter(Boolean))];
}
