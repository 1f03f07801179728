import { infiniteQueryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { Download, Receipt } from "lucide-react";
import { api, ok, type Schemas } from "@/api/client";
import { balanceQuery } from "@/api/queries";
import { type Profile, useSession } from "@/api/session";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { cx } from "@/ui/class-names";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { Lots, Plan, PurchaseNews, Purchases } from "./billing";

const PAGE_SIZE = 50;
const KINDS: Record<Schemas["Transaction"]["kind"], string> = {
  signup: "Welcome",
  grant: "Added",
  purchase: "Bought",
  subscription: "Monthly",
  promotion: "Promotion",
  debit: "Spent",
  refund: "Came back",
  expiry: "Expired",
  reversal: "Taken back",
  restoration: "Given back",
  debt: "Owed before",
};
const moment = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });
const amount = new Intl.NumberFormat("en", { maximumFractionDigits: 2, signDisplay: "always" });
const plain = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

const historyQuery = infiniteQueryOptions({
  queryKey: ["credits", "history"],
  queryFn: async ({ pageParam }) => {
    const query = { limit: PAGE_SIZE, cursor: pageParam };
    // The same address also answers as CSV, so the description names two shapes.
    return (await ok(api.GET("/credits/history", { params: { query } }))) as Schemas["Page_Transaction_"];
  },
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next_cursor ?? undefined,
});

/** Whether a workspace is the one that is worked in, and belongs to whoever works there. */
const isOwned = (workspaceId: string) => (of: Profile["workspaces"][number]) =>
  of.workspace_id === workspaceId && of.role === "owner";

export function CreditsPage() {
  const { purchase } = useSearch({ from: "/shell/credits" });
  const mayBuy = useSession((state) => state.user?.workspaces.some(isOwned(state.user.workspace_id)));
  const balance = useQuery(balanceQuery);
  const history = useInfiniteQuery(historyQuery);
  const rows = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Credits"
      subtitle="Each job says what it costs before it begins."
      aside={
        <Button asChild>
          <a href="/credits/history?format=csv" download="credits.csv">
            <Download aria-hidden className="size-4" /> As a table
          </a>
        </Button>
      }
    >
      {purchase && (
        <div className="mb-6">
          <PurchaseNews purchaseId={purchase} />
        </div>
      )}
      <Card className="mb-6" aria-label="Balance">
        <p className="text-ink-3">You have</p>
        <p className="numeric text-2xl font-semibold">
          {balance.data === undefined ? "–" : plain.format(balance.data)}
        </p>
        <Lots />
      </Card>
      {mayBuy && <Plan />}
      {mayBuy && <Purchases />}
      {history.isPending && <SkeletonRows rows={5} label="Loading the history" />}
      {history.error && !history.data && (
        <ErrorState error={history.error} onRetry={() => history.refetch()} />
      )}
      {history.data && rows.length === 0 && (
        <EmptyState icon={<Receipt aria-hidden />} title="Nothing has moved yet" />
      )}
      {rows.length > 0 && (
        <section
          aria-label="History"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: on narrow screens the keyboard scrolls it
          tabIndex={0}
          className="overflow-x-auto rounded-lg border border-line bg-surface shadow-1"
        >
          <table className="w-full text-left">
            <thead className="text-sm text-ink-3">
              <tr>
                <th scope="col" className="hidden px-4 py-2 font-normal sm:table-cell">
                  When
                </th>
                <th scope="col" className="px-4 py-2 font-normal">
                  What
                </th>
                <th scope="col" className="px-4 py-2 text-right font-normal">
                  Credits
                </th>
                <th scope="col" className="hidden px-4 py-2 text-right font-normal sm:table-cell">
                  Left
                </th>
              </tr>
            </thead>
            <tbody className="numeric divide-y divide-line border-t border-line">
              {rows.map((row) => (
                <tr key={row.id}>
                  <td className="hidden px-4 py-2.5 whitespace-nowrap text-ink-3 sm:table-cell">
                    {moment.format(new Date(row.created_at))}
                  </td>
                  <td className="px-4 py-2.5">
                    <span className="font-medium">{KINDS[row.kind]}</span>{" "}
                    <span className="text-ink-3">{row.description}</span>
                    <span className="block text-sm text-ink-3 sm:hidden">
                      {moment.format(new Date(row.created_at))}
                    </span>
                  </td>
                  <td className={cx("px-4 py-2.5 text-right font-medium", row.amount > 0 && "text-good")}>
                    {amount.format(row.amount).replace("-", "−")}
                  </td>
                  <td className="hidden px-4 py-2.5 text-right text-ink-2 sm:table-cell">
                    {plain.format(row.balance_after)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {history.hasNextPage && (
        <Button className="mt-4" busy={history.isFetchingNextPage} onClick={() => history.fetchNextPage()}>
          Show older ones
        </Button>
      )}
    </Page>
  );
}
