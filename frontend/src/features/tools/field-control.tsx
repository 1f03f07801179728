import { Check } from "lucide-react";
import { Checkbox } from "radix-ui";
import { useId } from "react";
import { choiceLabel, unsetLabel } from "@/tool-display/choice-labels";
import { CONTROL, Field as Labelled } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { Slider } from "@/ui/slider";
import { Switch } from "@/ui/switch";
import { type Field, fieldError, readNumber } from "./schema-fields";

const UNSET = "\u0000unset";
const FEW = 3;
const SHORT = 14;
const SLIDER_STEPS = 20;

interface FieldControlProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** One parameter of a tool, as the control that fits its schema. */
export function FieldControl({ field, value, onChange }: FieldControlProps) {
  switch (field.kind) {
    case "switch":
      return <Switch label={field.label} hint={field.hint} checked={value === true} onChange={onChange} />;
    case "choice":
      return <ChoiceControl field={field} value={value} onChange={onChange} />;
    case "choices":
      return <ChoicesControl field={field} value={value} onChange={onChange} />;
    case "number":
      return <NumberControl field={field} value={value} onChange={onChange} />;
    case "text":
      return (
        <Labelled label={field.label} hint={field.hint} error={fieldError(field, value)}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              value={String(value ?? "")}
              maxLength={field.maxLength}
              onChange={(event) => onChange(event.target.value || null)}
              className={`${CONTROL} py-2`}
            />
          )}
        </Labelled>
      );
  }
}

function ChoiceControl({
  field,
  value,
  onChange,
}: FieldControlProps & { field: Field & { kind: "choice" } }) {
  const choices = field.choices.map((choice) => ({
    value: String(choice),
    label: choiceLabel(field.name, choice),
  }));
  if (field.nullable) choices.unshift({ value: UNSET, label: unsetLabel(field.name) });
  const isNumeric = typeof field.choices[0] === "number";
  const chosen = (picked: string) => onChange(picked === UNSET ? null : isNumeric ? Number(picked) : picked);
  const shown = value === null ? UNSET : String(value);
  if (choices.length <= FEW && choices.every(({ label }) => label.length <= SHORT)) {
    return (
      <div className="flex flex-col gap-1.5">
        <span className="text-sm font-medium">{field.label}</span>
        <Segmented label={field.label} value={shown} choices={choices} onChange={chosen} />
        {field.hint && <p className="text-sm text-ink-3">{field.hint}</p>}
      </div>
    );
  }
  return (
    <Labelled label={field.label} hint={field.hint}>
      {(ids) => <Select {...ids} value={shown} choices={choices} onChange={chosen} />}
    </Labelled>
  );
}

function ChoicesControl({
  field,
  value,
  onChange,
}: FieldControlProps & { field: Field & { kind: "choices" } }) {
  const chosen = Array.isArray(value) ? (value as (string | number)[]) : [];
  const toggle = (choice: string | number, on: boolean) => {
    const next = field.choices.filter((one) => (one === choice ? on : chosen.includes(one)));
    onChange(next.length === 0 && field.nullable ? null : next);
  };
  const fault = fieldError(field, value);
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1.5 text-sm font-medium">{field.label}</legend>
      <div className="flex flex-wrap gap-2">
        {field.choices.map((choice) => (
          <label
            key={choice}
            htmlFor={`${id}-${choice}`}
            className="inline-flex h-8 items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm has-data-[state=checked]:border-accent has-data-[state=checked]:bg-accent-soft"
          >
            <Checkbox.Root
              id={`${id}-${choice}`}
              checked={chosen.includes(choice)}
              onCheckedChange={(on) => toggle(choice, on === true)}
              className="grid size-4 place-items-center rounded-[4px] border border-line-strong bg-surface data-[state=checked]:border-accent data-[state=checked]:bg-accent"
            >
              <Checkbox.Indicator>
                <Check aria-hidden className="size-3 text-on-accent" strokeWidth={3} />
              </Checkbox.Indicator>
            </Checkbox.Root>
            {choiceLabel(field.name, choice)}
          </label>
        ))}
      </div>
      <p className={fault ? "text-sm text-bad" : "text-sm text-ink-3"}>{fault ?? field.hint}</p>
    </fieldset>
  );
}

function NumberControl({
  field,
  value,
  onChange,
}: FieldControlProps & { field: Field & { kind: "number" } }) {
  const { min, max, integer } = field;
  const fault = fieldError(field, value);
  // A range has a slider where every value means something; one that may be left out is typed.
  if (min !== undefined && max !== undefined && !field.nullable && max - min <= 1000) {
    const number = Number(value);
    const step = integer ? 1 : max - min <= 2 ? 0.05 : max - min <= SLIDER_STEPS ? 0.1 : 1;
    const shown = `${Number(number.toFixed(2))}${field.unit && ` ${field.unit}`}`;
    return (
      <div className="flex flex-col gap-1">
        <div className="flex justify-between text-sm">
          <span className="font-medium">{field.label}</span>
          <span className="numeric text-ink-2">{shown}</span>
        </div>
        <Slider
          label={field.label}
          value={number}
          min={min}
          max={max}
          step={step}
          valueText={shown}
          onChange={(next) => onChange(Number(next.toFixed(4)))}
        />
        {field.hint && <p className="text-sm text-ink-3">{field.hint}</p>}
      </div>
    );
  }
  return (
    <Labelled
      label={field.label}
      hint={field.hint}
      error={fault}
      aside={field.unit && <span className="text-sm text-ink-3">{field.unit}</span>}
    >
      {(ids) => (
        <input
          {...ids}
          inputMode="decimal"
          placeholder={field.nullable ? unsetLabel(field.name) : undefined}
          value={value === null || value === undefined ? "" : String(value)}
          onChange={(event) => onChange(readNumber(event.target.value))}
          className={`${CONTROL} numeric h-9`}
        />
      )}
    </Labelled>
  );
}
