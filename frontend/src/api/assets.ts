/** A file of one's own: this address stays, and players and pictures may load from it. */
export function assetUrl(assetId: string): string {
  return `/asset/${assetId}`;
}
