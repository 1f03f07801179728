import { useState } from "react";

/** The secret of a mail's link: what stands behind #, which no server was told. It leaves the address bar at once. */
export function useLinkToken(): string {
  const [token] = useState(() => location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, "", location.pathname);
  return token;
}
