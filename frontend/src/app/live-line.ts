import { useEffect } from "react";
import { POLL_MS, useConnection } from "@/api/connection";
import { lookForSession } from "@/api/session";
import { resumeAll } from "@/uploads/upload-queue";

/** Looks whether the server is there again after it was out of reach, and lets what was stopped go on. */
export function useLiveLine(): void {
  const online = useConnection((state) => state.online);
  useEffect(() => {
    if (online) {
      resumeAll();
      return;
    }
    const timer = setInterval(lookForSession, POLL_MS);
    return () => clearInterval(timer);
  }, [online]);
}
