import { Check } from "lucide-react";
import { Checkbox } from "radix-ui";
import { useId } from "react";
import { TextField } from "@/ui/field";
import { Skeleton } from "@/ui/skeleton";

interface ConsentFormProps {
  /** What is declared, in the server's words. */
  statement: string | undefined;
  speaker: string;
  agreed: boolean;
  onSpeaker: (speaker: string) => void;
  onAgreed: (agreed: boolean) => void;
}

/** Whose voice it is, and that they agree. */
export function ConsentForm({ statement, speaker, agreed, onSpeaker, onAgreed }: ConsentFormProps) {
  const id = useId();
  return (
    <>
      <TextField
        label="Whose voice is it?"
        maxLength={200}
        autoComplete="name"
        value={speaker}
        onChange={(event) => onSpeaker(event.target.value)}
      />
      {statement ? (
        <div className="flex items-start gap-3 rounded-lg bg-sunken p-4">
          <Checkbox.Root
            id={id}
            checked={agreed}
            onCheckedChange={(on) => onAgreed(on === true)}
            className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-[5px] border border-line-strong bg-surface data-[state=checked]:border-accent data-[state=checked]:bg-accent"
          >
            <Checkbox.Indicator>
              <Check aria-hidden className="size-3.5 text-on-accent" strokeWidth={3} />
            </Checkbox.Indicator>
          </Checkbox.Root>
          <label htmlFor={id}>{statement}</label>
        </div>
      ) : (
        <Skeleton className="h-16 w-full" />
      )}
    </>
  );
}
