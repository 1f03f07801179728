import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { StatusBadge } from "@/feedback/status-badge";
import { Button } from "@/ui/button";
import { ago } from "@/ui/relative-time";
import { Select } from "@/ui/select";
import { ActDialog } from "./act-dialog";
import { PagedList, usePages } from "./paged-list";

type Job = Schemas["JobRow"];
type Status = Schemas["JobStatus"];

const STATUSES = [
  { value: "any", label: "Any state" },
  { value: "FAILED", label: "Failed" },
  { value: "PENDING", label: "Waiting" },
  { value: "PROCESSING", label: "Working" },
  { value: "COMPLETED", label: "Done" },
  { value: "CANCELLED", label: "Cancelled" },
];
const ACTS: Partial<Record<Status, "Retry" | "Cancel">> = {
  FAILED: "Retry",
  PENDING: "Cancel",
  PROCESSING: "Cancel",
};

/** Jobs of everybody, and why they failed. */
export function Jobs() {
  const [status, setStatus] = useState("FAILED");
  const [acting, setActing] = useState<Job | null>(null);
  const wanted = status === "any" ? undefined : (status as Status);
  const pages = usePages<Job>(["jobs", status], (cursor) =>
    ok(api.GET("/admin/jobs", { params: { query: { status: wanted, cursor } } })),
  );
  const act = acting && ACTS[acting.status];
  return (
    <>
      <div className="mb-4 w-48">
        <Select aria-label="State" value={status} choices={STATUSES} onChange={setStatus} />
      </div>
      <PagedList label="Jobs" pages={pages} keyOf={(job) => job.job_id}>
        {(job) => (
          <>
            <div className="min-w-0 grow basis-72">
              <p className="truncate">
                <span className="font-medium">{job.tool}</span>{" "}
                <span className="text-ink-3">
                  {job.workspace}, {job.email ?? "the service"}, {ago(job.created_at)}
                </span>
              </p>
              {job.error_code && (
                <p className="text-sm text-ink-2">
                  <code>{job.error_code}</code> after {job.attempt} of {job.max_attempts} attempts:{" "}
                  {job.error_detail}
                </p>
              )}
            </div>
            <StatusBadge status={job.status} />
            {ACTS[job.status] && (
              <Button size="sm" onClick={() => setActing(job)}>
                {ACTS[job.status]}
              </Button>
            )}
          </>
        )}
      </PagedList>
      {acting && act && (
        <ActDialog
          title={act === "Retry" ? "Work on this job again, at no charge" : "Cancel this job"}
          action={act === "Retry" ? "Retry" : "Cancel the job"}
          onClose={() => setActing(null)}
          onAct={(reason) => {
            const asked = { params: { path: acting }, body: { reason } };
            return act === "Retry"
              ? ok(api.POST("/admin/jobs/{job_id}/retry", asked))
              : ok(api.POST("/admin/jobs/{job_id}/cancel", asked));
          }}
        />
      )}
    </>
  );
}
