import { api, ok, type Schemas } from "@/api/client";
import { Badge } from "@/ui/badge";
import { ago } from "@/ui/relative-time";
import { PagedList, usePages } from "./paged-list";

type Reconciliation = Schemas["ReconciliationRow"];

/** Whether the ledger agrees with what the payment providers know, hour by hour. */
export function Reconciliations() {
  const pages = usePages<Reconciliation>(["reconciliations"], (cursor) =>
    ok(api.GET("/admin/reconciliations", { params: { query: { cursor } } })),
  );
  return (
    <PagedList label="Books" pages={pages} keyOf={(compared) => compared.reconciliation_id}>
      {({ provider, created_at, objects_read, healed, faults }) => (
        <>
          <div className="min-w-0 grow basis-56">
            <p>
              <span className="font-medium">{provider}</span>{" "}
              <span className="text-ink-3">{ago(created_at)}</span>
            </p>
            {faults.map((fault) => (
              <p key={fault} className="text-sm text-bad">
                {fault}
              </p>
            ))}
          </div>
          <p className="numeric text-sm text-ink-2">
            {objects_read} read, {healed} healed
          </p>
          <Badge tone={faults.length > 0 ? "bad" : "good"}>{faults.length > 0 ? "Faults" : "Agrees"}</Badge>
        </>
      )}
    </PagedList>
  );
}
