import { ChevronRight } from "lucide-react";
import { Collapsible } from "radix-ui";
import { fieldLabels } from "@/tool-display/field-labels";
import { FieldControl } from "./field-control";
import type { Field, Values } from "./schema-fields";

interface ParameterFormProps {
  fields: Field[];
  /** Names of those that are asked first, in this order; where none is named, all are. */
  basics: string[];
  values: Values;
  onChange: (values: Values) => void;
}

/** A tool's parameters: the few that matter to most, and the rest behind a door. */
export function ParameterForm({ fields, basics, values, onChange }: ParameterFormProps) {
  const first = basics.length
    ? basics.flatMap((name) => fields.filter((field) => field.name === name))
    : fields;
  const rest = fields.filter((field) => !first.includes(field));
  const control = (field: Field) => (
    <FieldControl
      key={field.name}
      field={{ ...field, ...fieldLabels(field.name, field) }}
      value={values[field.name]}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  );
  return (
    // What has the focus is not to lie under the price, which stays in sight.
    <div className="flex flex-col gap-5 lg:**:scroll-mb-48">
      {first.map(control)}
      {rest.length > 0 && (
        <Collapsible.Root className="border-t border-line pt-3">
          <Collapsible.Trigger className="group flex w-full items-center gap-1 rounded-sm py-1 text-sm font-medium text-ink-2 hover:text-ink">
            <ChevronRight
              aria-hidden
              className="size-4 transition-transform group-data-[state=open]:rotate-90"
            />
            More settings
          </Collapsible.Trigger>
          <Collapsible.Content className="flex flex-col gap-5 pt-4">{rest.map(control)}</Collapsible.Content>
        </Collapsible.Root>
      )}
    </div>
  );
}
