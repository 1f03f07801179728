/**
 * Jobs as they change, over one line for all of them. While it is down, pages ask again and again instead; when it is
 * back, it goes on from the last message, and what was missed comes along.
 */
import type { InfiniteData } from "@tanstack/react-query";
import { noticeStatus, type Schemas } from "./client";
import { useConnection } from "./connection";
import { isUnderWay, type Job, jobQuery } from "./jobs";
import { queryClient } from "./queries";
import { refreshSession } from "./session";

interface JobChanges {
  jobs: Job[];
  deleted: string[];
  complete: boolean;
  cursor: string;
}

type Message = JobChanges | { code: string; detail: string };
type JobPages = InfiniteData<Schemas["Page_JobView_"]>;

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** The server says something every five seconds, be it nothing. */
const LONGEST_SILENCE_MS = 16_000;

let socket: WebSocket | null = null;
let cursor: string | null = null;
let waitMs = FIRST_WAIT_MS;
let nextAttempt: ReturnType<typeof setTimeout> | undefined;
let silenceTimer: ReturnType<typeof setTimeout> | undefined;

/** Opens the line, and keeps it open until the function that is returned is called. */
export function subscribeToJobs(): () => void {
  const reconnectNow = () => {
    waitMs = FIRST_WAIT_MS;
    if (!socket) open();
  };
  addEventListener("online", reconnectNow);
  open();
  return () => {
    removeEventListener("online", reconnectNow);
    clearTimeout(nextAttempt);
    clearTimeout(silenceTimer);
    const closing = socket;
    socket = null;
    closing?.close();
    useConnection.setState({ live: false });
  };
}

function open(): void {
  clearTimeout(nextAttempt);
  const address = new URL("/jobs/live", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  if (cursor) address.searchParams.set("cursor", cursor);
  const opened = new WebSocket(address, "audiostudio.v1");
  socket = opened;
  watchForSilence(opened);
  opened.onmessage = ({ data }) => {
    if (socket !== opened) return;
    watchForSilence(opened);
    receive(JSON.parse(String(data)));
  };
  opened.onclose = () => {
    if (socket !== opened) return;
    socket = null;
    clearTimeout(silenceTimer);
    void reconnect();
  };
}

function watchForSilence(opened: WebSocket): void {
  clearTimeout(silenceTimer);
  silenceTimer = setTimeout(() => opened.close(), LONGEST_SILENCE_MS);
}

async function reconnect(): Promise<void> {
  useConnection.setState({ live: false });
  // What is shown is asked for again: this also begins the asking every few seconds.
  void queryClient.invalidateQueries({ queryKey: ["jobs"] });
  nextAttempt = setTimeout(open, waitMs * (0.75 + Math.random() / 2));
  waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  const reachable = await refreshSession();
  if (!socket) useConnection.setState({ online: reachable });
}

function receive(message: Message): void {
  if ("code" in message) {
    if (message.code === "session_ended" || message.code === "not_authenticated") noticeStatus(401);
    cursor = null;
    return;
  }
  waitMs = FIRST_WAIT_MS;
  cursor = message.cursor;
  useConnection.setState({ live: true, online: true });
  for (const job of message.jobs) applyJob(job);
  if (!message.complete || message.deleted.length) void queryClient.invalidateQueries({ queryKey: ["jobs"] });
}

function applyJob(job: Job): void {
  const key = jobQuery(job.job_id).queryKey;
  const before = queryClient.getQueryData(key);
  queryClient.setQueryData(key, job);
  let listed = false;
  let moved = before !== undefined && before.status !== job.status;
  queryClient.setQueriesData<JobPages>({ queryKey: ["jobs", "list"] }, (list) => {
    if (!list) return list;
    const pages = list.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        if (item.job_id !== job.job_id) return item;
        listed = true;
        moved ||= item.status !== job.status;
        return job;
      }),
    }));
    return { ...list, pages };
  });
  if (!listed || moved) void queryClient.invalidateQueries({ queryKey: ["jobs", "list"] });
  if (moved && !isUnderWay(job.status)) {
    void queryClient.invalidateQueries({ queryKey: ["credits"] });
    void queryClient.invalidateQueries({ queryKey: ["library"] });
  }
}
