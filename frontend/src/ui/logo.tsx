export function Logo({ compact = false }: { compact?: boolean }) {
  return (
    <span className="flex items-center gap-2.5">
      <svg aria-hidden="true" viewBox="0 0 64 64" className="size-7 shrink-0">
        <rect width="64" height="64" rx="15" fill="#0b6e6e" />
        <g fill="#fff">
          <rect x="13" y="26" width="6" height="12" rx="3" />
          <rect x="23" y="17" width="6" height="30" rx="3" />
          <rect x="33" y="22" width="6" height="20" rx="3" opacity=".7" />
          <rect x="43" y="12" width="6" height="40" rx="3" />
        </g>
      </svg>
      {!compact && <span className="text-lg font-semibold tracking-tight text-ink">Audio Studio</span>}
    </span>
  );
}
