import { LoaderCircle, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import type { Schemas } from "@/api/client";
import { choiceLabel } from "@/tool-display/choice-labels";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { cx } from "@/ui/class-names";
import { length } from "@/ui/format-time";
import { Notice } from "@/ui/notice";
import { PartList } from "./part-list";
import { keyText, type Plan, planTitle, readPlan, tempo, understoodText } from "./plan";
import type { Instrument, PlanView } from "./queries";
import { SectionStrip } from "./section-strip";
import type { PlanState } from "./use-plan";

type Role = Schemas["MuteEdit"]["role"];

interface PlanPanelProps {
  state: PlanState;
  instruments: Instrument[];
  /** Has it composed. */
  action: ReactNode;
}

/** What the music will be, before it is paid: to be read, and to be changed. */
export function PlanPanel({ state, instruments, action }: PlanPanelProps) {
  const plan = readPlan(state.view?.plan);
  if (!plan) return null;
  const isBusy = !state.isCurrent || state.isEditing;
  return (
    <Card
      flush
      aria-label="Plan"
      aria-busy={isBusy}
      className={cx("transition-opacity", !state.isCurrent && "opacity-60")}
    >
      <div className="flex flex-col gap-5 p-4 sm:p-6">
        <Heading plan={plan} isBusy={isBusy} onUndo={state.undo} />
        {state.original && <Reading view={state.original} />}
        {state.editProblem && <Notice tone="bad">{state.editProblem.detail}</Notice>}
        <div className="flex flex-col gap-4">
          <div>
            <SectionStrip plan={plan} onVary={(index) => state.edit({ vary_section: index })} />
            <p className="mt-1.5 text-sm text-ink-3">
              Wide as long, high as lively. Press a section to have it written anew.
            </p>
          </div>
          <PartList
            plan={plan}
            instruments={instruments}
            onMute={(role, is_muted) => state.edit({ mute: { role: role as Role, is_muted } })}
            onSwap={(role, instrument) => state.edit({ swap: { role: role as Role, instrument } })}
          />
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 border-t border-line px-4 py-3 sm:px-6">
        <Lengths plan={plan} state={state} />
        <div className="flex grow justify-end">{action}</div>
      </div>
    </Card>
  );
}

interface HeadingProps {
  plan: Plan;
  isBusy: boolean;
  onUndo: (() => void) | null;
}

function Heading({ plan, isBusy, onUndo }: HeadingProps) {
  const facts = [
    tempo(plan.bpm),
    plan.metre,
    keyText(plan.key),
    length(plan.duration_s),
    choiceLabel("ending", plan.ending),
    plan.under_voice && "Under a voice",
  ].filter(Boolean);
  return (
    <div className="flex items-start justify-between gap-4">
      <div className="min-w-0" aria-live="polite">
        <h2 className="flex items-center gap-2 text-lg">
          {planTitle(plan)}
          {isBusy && (
            <LoaderCircle aria-label="Planning" role="img" className="size-4 animate-spin text-ink-3" />
          )}
        </h2>
        <p className="numeric text-sm text-ink-2">{facts.join(" · ")}</p>
      </div>
      {onUndo && (
        <Button size="sm" onClick={onUndo}>
          <Undo2 aria-hidden className="size-4" /> Undo
        </Button>
      )}
    </div>
  );
}

/** What was read out of the words, and what was not. */
function Reading({ view: { understood, remarks } }: { view: PlanView }) {
  if (!understood.length && !remarks.length) return null;
  return (
    <div className="flex flex-col gap-3">
      {understood.length > 0 && (
        <ul aria-label="Understood" className="flex flex-wrap gap-1.5">
          {understood.map(({ what, value, words }) => (
            <li key={`${what} ${value} ${words}`} title={`“${words}”`}>
              <Badge tone="accent">{understoodText(what, value)}</Badge>
            </li>
          ))}
        </ul>
      )}
      {remarks.length > 0 && (
        <Notice tone="info">
          <ul>
            {remarks.map(({ code, detail }) => (
              <li key={`${code} ${detail}`}>{detail}</li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

const CUTS_S = [15, 30, 60];
const EXTENSIONS_S = [15, 30, 60];
const LONGEST_S = 600;

function Lengths({ plan, state }: { plan: Plan; state: PlanState }) {
  const cuts = CUTS_S.filter((seconds) => seconds < plan.duration_s);
  const extensions = EXTENSIONS_S.filter((seconds) => plan.duration_s + seconds <= LONGEST_S);
  return (
    <>
      {cuts.length > 0 && (
        <fieldset className="flex items-center gap-2">
          <legend className="float-left mr-2 text-sm text-ink-2">Cut to</legend>
          {cuts.map((seconds) => (
            <Button
              key={seconds}
              size="sm"
              className="numeric"
              onClick={() => state.edit({ cut_to_s: seconds })}
            >
              {seconds} s
            </Button>
          ))}
        </fieldset>
      )}
      {extensions.length > 0 && (
        <fieldset className="flex items-center gap-2">
          <legend className="float-left mr-2 text-sm text-ink-2">Longer by</legend>
          {extensions.map((seconds) => (
            <Button
              key={seconds}
              size="sm"
              className="numeric"
              onClick={() => state.edit({ extend_by_s: seconds })}
            >
              {seconds} s
            </Button>
          ))}
        </fieldset>
      )}
    </>
  );
}
