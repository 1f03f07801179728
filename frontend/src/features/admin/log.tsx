import { api, ok, type Schemas } from "@/api/client";
import { PagedList, usePages } from "./paged-list";

const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** What operators did, to whom and why. */
export function Log() {
  const pages = usePages<Schemas["LogEntry"]>(["log"], (cursor) =>
    ok(api.GET("/admin/log", { params: { query: { cursor } } })),
  );
  return (
    <PagedList label="Log" pages={pages} keyOf={(entry) => entry.entry_id}>
      {(entry) => (
        <>
          <p className="min-w-0 grow basis-72">
            <span className="font-medium">{entry.act}</span> {entry.target_kind} {entry.target}
            {Object.entries(entry.details).map(([name, value]) => ` · ${name} ${String(value)}`)}
            <span className="block text-sm text-ink-2">{entry.reason}</span>
          </p>
          <p className="text-sm text-ink-3">
            {entry.operator}, {moment.format(new Date(entry.created_at))}
          </p>
        </>
      )}
    </PagedList>
  );
}
