import type { ReactNode } from "react";
import { ParameterForm } from "@/features/tools/parameter-form";
import type { Field, Values } from "@/features/tools/schema-fields";
import { Card } from "@/ui/card";

interface EditorLayoutProps {
  /** Words and what is made of them. */
  children: ReactNode;
  /** What can be set beside the words. */
  wishes: ReactNode;
  /** What was made here, under the words. */
  takes: ReactNode;
}

/** Words at the left, wishes beside them, and what came of it below; one under the other on a phone. */
export function EditorLayout({ children, wishes, takes }: EditorLayoutProps) {
  return (
    <div className="grid grid-cols-1 items-start gap-x-6 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem] lg:grid-rows-[auto_1fr]">
      <div className="flex min-w-0 flex-col gap-6">{children}</div>
      <Card aria-label="Wishes" className="flex flex-col gap-5 lg:row-span-2">
        {wishes}
      </Card>
      {takes}
    </div>
  );
}

interface WishesOverWordsProps {
  fields: Field[];
  basics: string[];
  values: Values;
  onChange: (values: Values) => void;
}

/** The parameters of a tool that is told in words what to make, which override those. */
export function WishesOverWords(form: WishesOverWordsProps) {
  return (
    <>
      <div>
        <h2 className="text-lg">Wishes</h2>
        <p className="text-sm text-ink-3">What is set here overrides the words.</p>
      </div>
      <ParameterForm {...form} />
    </>
  );
}

/** Which fields have to be looked at again, where some do. */
export function faultOf(faults: Field[]): string | null {
  return faults.length ? `Look at ${faults.map(({ label }) => label).join(" and ")} again.` : null;
}
