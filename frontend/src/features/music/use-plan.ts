/** The plan of what is asked for, while it is asked for, with the edits that were made to it. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ok } from "@/api/client";
import { type Problem, problemOf } from "@/api/problem";
import { useSettled } from "@/api/use-settled";
import { changeMusicDraft, useMusicDraft } from "./music-draft";
import { type PlanChange, type PlanView, planQuery } from "./queries";

const NOTHING = "";
/** Half a word means nothing: nobody is to be told so while they write. */
const PAUSE_MS = 500;

export interface PlanState {
  /** What is shown; while another is made, the one before. */
  view: PlanView | null;
  /** As it was made of the words: it says what was understood. */
  original: PlanView | null;
  /** What is shown is the plan of what is asked for now. */
  isCurrent: boolean;
  /** Why what is asked for cannot be planned. */
  problem: Problem | null;
  edit: (change: PlanChange) => void;
  isEditing: boolean;
  /** Why the last edit could not be made. */
  editProblem: Problem | null;
  /** Takes the last edit back, where there is one. */
  undo: (() => void) | null;
}

interface Edit {
  request: string;
  original: PlanView;
  change: PlanChange;
}

export function usePlan(request: string | null): PlanState {
  const asked = request ?? NOTHING;
  const settled = useSettled(asked, PAUSE_MS);
  const planned = useQuery({ ...planQuery(settled), enabled: settled !== NOTHING });
  const edits = useMusicDraft((draft) => draft.edits);
  const editing = useMutation({
    scope: { id: "music-plan-edits" }, // one after the other: each begins with what the one before has left
    mutationFn: editPlan,
  });
  const views = edits.request === asked ? edits.views : [];
  const original = request === null ? null : (planned.data ?? null);
  const isSettled = settled === asked && !planned.isPlaceholderData && planned.data !== undefined;
  const view = views.at(-1) ?? original;
  const isCurrent = request !== null && (views.length > 0 || isSettled);
  return {
    view,
    original,
    isCurrent,
    problem: settled === asked && request !== null && planned.error ? problemOf(planned.error) : null,
    edit: (change) => {
      if (isCurrent && view) editing.mutate({ request: asked, original: view, change });
    },
    isEditing: editing.isPending,
    editProblem: editing.error && editing.variables?.request === asked ? problemOf(editing.error) : null,
    undo:
      views.length > 0
        ? () => {
            editing.reset();
            changeMusicDraft({ edits: { request: asked, views: views.slice(0, -1) } });
          }
        : null,
  };
}

async function editPlan({ request, original, change }: Edit): Promise<void> {
  const { edits } = useMusicDraft.getState();
  const views = edits.request === request ? edits.views : [];
  const { plan } = views.at(-1) ?? original;
  const edited = await ok(api.POST("/api/audio-studio/music/plan/edit", { body: { plan, ...change } }));
  changeMusicDraft({ edits: { request, views: [...views, edited] } });
}
