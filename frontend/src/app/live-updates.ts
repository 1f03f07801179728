import { useEffect } from "react";
import { useConnection } from "@/api/connection";
import { subscribeToJobs } from "@/api/job-updates";
import { useSession } from "@/api/session";
import { resumeAll } from "@/uploads/upload-queue";

/** Keeps the live line open while somebody is signed in, and lets go on what a lost connection had stopped. */
export function useLiveUpdates(): void {
  // Whoever only pays hears nothing of jobs.
  const listens = useSession((state) => state.status === "signed-in" && state.user?.role !== "billing");
  const online = useConnection((state) => state.online);

  useEffect(() => {
    if (listens) return subscribeToJobs();
  }, [listens]);

  useEffect(() => {
    if (online) resumeAll();
  }, [online]);
}
