import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { newKey } from "@/api/new-key";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/field";
import { money } from "@/ui/money";
import { ago } from "@/ui/relative-time";
import { ActDialog } from "./act-dialog";
import { PagedList, usePages } from "./paged-list";

type Purchase = Schemas["PurchaseRow"];

const left = (purchase: Purchase) =>
  purchase.state === "paid" ? purchase.amount_minor - purchase.refunded_minor : 0;

/** What everybody bought, and giving the money back. */
export function Purchases() {
  const [refunding, setRefunding] = useState<Purchase | null>(null);
  const pages = usePages<Purchase>(["purchases"], (cursor) =>
    ok(api.GET("/admin/purchases", { params: { query: { cursor } } })),
  );
  return (
    <>
      <PagedList label="Purchases" pages={pages} keyOf={(purchase) => purchase.purchase_id}>
        {(purchase) => (
          <>
            <div className="min-w-0 grow basis-56">
              <p className="truncate font-medium">{purchase.name}</p>
              <p className="truncate text-sm text-ink-3">
                {purchase.workspace}, {purchase.email ?? "a program"}, {purchase.provider},{" "}
                {ago(purchase.created_at)}
              </p>
            </div>
            <p className="numeric text-sm text-ink-2">
              {money(purchase.amount_minor, purchase.currency)}
              {purchase.refunded_minor > 0 &&
                `, ${money(purchase.refunded_minor, purchase.currency)} went back`}
            </p>
            <Badge>{purchase.state}</Badge>
            {left(purchase) > 0 && (
              <Button size="sm" onClick={() => setRefunding(purchase)}>
                Refund
              </Button>
            )}
          </>
        )}
      </PagedList>
      {refunding && <RefundDialog purchase={refunding} onClose={() => setRefunding(null)} />}
    </>
  );
}

function RefundDialog({ purchase, onClose }: { purchase: Purchase; onClose: () => void }) {
  const [amount, setAmount] = useState(String(left(purchase)));
  const [key] = useState(newKey); // sent again, it counts once
  return (
    <ActDialog
      title={`Give back what ${purchase.workspace} paid for ${purchase.name}`}
      action="Refund"
      onClose={onClose}
      onAct={(reason) =>
        ok(
          api.POST("/admin/purchases/{purchase_id}/refund", {
            params: { path: purchase, header: { "Idempotency-Key": key } },
            body: { amount_minor: Number(amount), reason },
          }),
        )
      }
    >
      <TextField
        label="Amount, in the currency's smallest unit"
        hint={`That is ${money(Number(amount) || 0, purchase.currency)}. As large a part of its credits is taken back.`}
        type="number"
        required
        min={1}
        max={left(purchase)}
        step={1}
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
      />
    </ActDialog>
  );
}
