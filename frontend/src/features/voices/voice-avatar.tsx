import { cx } from "@/ui/class-names";

const TINTS = [
  "--stem-vocals",
  "--stem-drums",
  "--stem-bass",
  "--stem-other",
  "--stem-guitar",
  "--stem-piano",
];

/** A voice's initial in a colour that is always the same for it. */
export function VoiceAvatar({ id, name, large = false }: { id: string; name: string; large?: boolean }) {
  const sum = [...id].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  const tint = `var(${TINTS[sum % TINTS.length]})`;
  return (
    <span
      aria-hidden
      className={cx(
        "grid shrink-0 place-items-center rounded-full font-semibold text-ink",
        large ? "size-11 text-lg" : "size-9",
      )}
      style={{ background: `color-mix(in oklab, ${tint} 24%, var(--surface))` }}
    >
      {name.charAt(0).toUpperCase()}
    </span>
  );
}
