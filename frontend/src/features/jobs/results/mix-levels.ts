/** Which stems are heard, and how loud: a solo silences all others, a mute itself. */

export interface Channel {
  /** 1 as it is. */
  volume: number;
  muted: boolean;
  solo: boolean;
}

export function newChannel(): Channel {
  return { volume: 1, muted: false, solo: false };
}

export function audibleLevels(channels: Record<string, Channel>): Record<string, number> {
  const anySolo = Object.values(channels).some(({ solo }) => solo);
  return Object.fromEntries(
    Object.entries(channels).map(([id, { volume, muted, solo }]) => [
      id,
      muted || (anySolo && !solo) ? 0 : volume,
    ]),
  );
}
