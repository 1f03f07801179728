import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ago } from "@/ui/relative-time";
import { ActDialog } from "./act-dialog";
import { PagedList, usePages } from "./paged-list";
import { SearchField } from "./search-field";

type Person = Schemas["UserRow"];

export function People() {
  const [search, setSearch] = useState("");
  const [acting, setActing] = useState<Person | null>(null);
  const pages = usePages<Person>(["users", search], (cursor) =>
    ok(api.GET("/admin/users", { params: { query: { search, cursor } } })),
  );
  return (
    <>
      <SearchField label="Address or name" onSearch={setSearch} />
      <PagedList label="People" pages={pages} keyOf={(person) => person.user_id}>
        {(person) => (
          <>
            <div className="min-w-0 grow basis-56">
              <p className="truncate font-medium">{person.username}</p>
              <p className="truncate text-sm text-ink-3">
                {person.email}, {ago(person.created_at)}
              </p>
            </div>
            {person.is_operator && <Badge tone="accent">Operator</Badge>}
            {person.suspended_at && <Badge tone="bad">Suspended</Badge>}
            <Button
              size="sm"
              aria-label={`${verb(person)} ${person.username}`}
              onClick={() => setActing(person)}
            >
              {verb(person)}
            </Button>
          </>
        )}
      </PagedList>
      {acting && (
        <ActDialog
          title={`${verb(acting)} ${acting.username}`}
          action={verb(acting)}
          onClose={() => setActing(null)}
          onAct={(reason) =>
            ok(
              api.PUT("/admin/users/{user_id}/suspension", {
                params: { path: acting },
                body: { suspended: !acting.suspended_at, reason },
              }),
            )
          }
        />
      )}
    </>
  );
}

function verb(person: Person): string {
  return person.suspended_at ? "Let in again" : "Suspend";
}
