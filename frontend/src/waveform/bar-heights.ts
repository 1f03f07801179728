/** From peaks to the bars that are drawn. */
import { FULL_SCALE, type Peaks } from "@/player/peaks";

/** How far each of `columns` bars reaches, 0 to 1, between two moments (shares of the whole). */
export function barHeights(peaks: Peaks, columns: number, from = 0, to = 1): Float32Array {
  const pairs = peaks.extremes.length / 2;
  const heights = new Float32Array(columns);
  for (let column = 0; column < columns; column++) {
    const first = Math.floor((from + ((to - from) * column) / columns) * pairs);
    const last = Math.max(first + 1, Math.floor((from + ((to - from) * (column + 1)) / columns) * pairs));
    let reach = 0;
    for (let pair = first; pair < Math.min(last, pairs); pair++) {
      reach = Math.max(reach, -(peaks.extremes[pair * 2] ?? 0), peaks.extremes[pair * 2 + 1] ?? 0);
    }
    heights[column] = reach / FULL_SCALE;
  }
  return heights;
}
