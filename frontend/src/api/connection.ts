/** Whether the server can be reached, and whether it tells of changes by itself. */
import { create } from "zustand";

interface Connection {
  online: boolean;
  /** The live line is up; while it is down, pages ask again and again. */
  live: boolean;
}

export const useConnection = create<Connection>(() => ({ online: navigator.onLine, live: false }));

addEventListener("offline", () => useConnection.setState({ online: false }));
addEventListener("online", () => useConnection.setState({ online: true }));

/** How often pages ask for what they show while nothing tells them. */
export const POLL_MS = 2_000;
