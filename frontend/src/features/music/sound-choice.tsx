import { useQuery } from "@tanstack/react-query";
import { Field } from "@/ui/field";
import { Select } from "@/ui/select";
import { soundsQuery } from "./queries";

const NONE = "none";

interface SoundChoiceProps {
  label: string;
  hint: string;
  /** Its id in the library, or null where none is chosen. */
  value: string | null;
  onChange: (audioId: string | null) => void;
}

/** One of the library's sounds, the newest first. */
export function SoundChoice({ label, hint, value, onChange }: SoundChoiceProps) {
  const sounds = useQuery(soundsQuery).data ?? [];
  const choices = sounds.map(({ audio_id, name }) => ({ value: audio_id, label: name }));
  // Until the library is there, or where it has lost it, what is chosen still has a name.
  if (value && !sounds.some(({ audio_id }) => audio_id === value)) {
    choices.unshift({ value, label: "A sound of your library" });
  }
  return (
    <Field label={label} hint={sounds.length ? hint : "Your library has no sound yet."}>
      {(ids) => (
        <Select
          {...ids}
          value={value ?? NONE}
          choices={[{ value: NONE, label: "None" }, ...choices]}
          onChange={(chosen) => onChange(chosen === NONE ? null : chosen)}
        />
      )}
    </Field>
  );
}
