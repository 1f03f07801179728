import { useState } from "react";
import { Page } from "@/ui/page";
import { Segmented } from "@/ui/segmented";
import { Jobs } from "./jobs";
import { Log } from "./log";
import { Overview } from "./overview";
import { People } from "./people";
import { Purchases } from "./purchases";
import { Reconciliations } from "./reconciliations";
import { Workspaces } from "./workspaces";

const PARTS = {
  overview: { label: "Overview", part: Overview },
  people: { label: "People", part: People },
  workspaces: { label: "Workspaces", part: Workspaces },
  jobs: { label: "Jobs", part: Jobs },
  purchases: { label: "Purchases", part: Purchases },
  books: { label: "Books", part: Reconciliations },
  log: { label: "Log", part: Log },
};

/** The whole installation, for whoever runs it. */
export function AdminPage() {
  const [chosen, choose] = useState<keyof typeof PARTS>("overview");
  const { part: Part } = PARTS[chosen];
  return (
    <Page title="Operator" subtitle="The whole installation. What you do here is written into the log.">
      <Segmented
        label="Part"
        className="mb-6 max-w-full overflow-x-auto"
        value={chosen}
        choices={Object.entries(PARTS).map(([value, { label }]) => ({ value, label }))}
        onChange={(value) => choose(value as keyof typeof PARTS)}
      />
      <Part />
    </Page>
  );
}
