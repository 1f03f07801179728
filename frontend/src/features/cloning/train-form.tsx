import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { newKey } from "@/api/new-key";
import { problemOf } from "@/api/problem";
import { toolsQuery } from "@/api/queries";
import { usePrice } from "@/api/quote";
import { FieldControl } from "@/features/tools/field-control";
import { initialValues, type JsonSchema, readFields, type Values } from "@/features/tools/schema-fields";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { credits } from "@/ui/credits";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Switch } from "@/ui/switch";
import { type CheckedSamples, refreshVoices } from "./queries";
import { Step } from "./step";

const TOOL = "voice_cloning";
/** Asked by name here; consent was declared with the recordings. */
const ASKED = ["language", "effort"];
const HINTS: Record<string, string> = {
  language: "What the voice is to speak.",
  effort: "Thorough searches for a minute or two; quick mixes standard voices, in seconds.",
};

interface TrainFormProps {
  samples: CheckedSamples;
  speaker: string;
}

/** What the voice is called and speaks, what learning it costs, and the press that pays it. */
export function TrainForm({ samples, speaker }: TrainFormProps) {
  const { data: tools } = useQuery(toolsQuery);
  const schema = tools?.find(({ name }) => name === TOOL)?.parameters as JsonSchema | undefined;
  const fields = schema ? readFields(schema).filter(({ name }) => ASKED.includes(name)) : [];
  const [name, setName] = useState(speaker);
  const [shared, setShared] = useState(false);
  const [changed, setChanged] = useState<Values>({});
  const [key] = useState(() => newKey());
  const client = useQueryClient();
  const navigate = useNavigate();
  const values = initialValues(fields, changed);
  const { price, refusal } = usePrice({
    tool: TOOL,
    parameters: { ...values, name: name.trim() || speaker, consent: true },
    fileCount: samples.samples.length,
    jobs: 1,
  });
  const training = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/api/audio-studio/voice-cloning/train", {
          body: {
            ...(values as Pick<Schemas["TrainRequest"], "language" | "effort">),
            name,
            shared,
            description: "",
            sample_text: "",
            sample_ids: samples.samples.map(({ sample_id }) => sample_id),
          },
          params: { header: { "Idempotency-Key": key } },
        }),
      ),
    onSuccess: async () => {
      refreshVoices();
      void client.invalidateQueries({ queryKey: ["jobs"] });
      void client.invalidateQueries({ queryKey: ["credits"] });
      await navigate({ to: "/voices/cloned" });
    },
  });
  const tooPoor = price && price.credits > price.balance ? `You have ${credits(price.balance)} left.` : null;
  const problem = refusal?.detail ?? (training.error ? problemOf(training.error).detail : tooPoor);
  return (
    <Card aria-labelledby="learn" className="flex flex-col gap-5">
      <Step
        id="learn"
        number={3}
        title="Learn the voice"
        hint="It takes a minute or two. You may leave this page meanwhile."
      />
      <TextField
        label="Name of the voice"
        maxLength={100}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      {fields.map((field) => (
        <FieldControl
          key={field.name}
          field={{ ...field, hint: HINTS[field.name] ?? field.hint }}
          value={values[field.name]}
          onChange={(value) => setChanged({ ...changed, [field.name]: value })}
        />
      ))}
      <Switch
        label="Share it with the workspace"
        hint="Else only you can speak with it. You can change this later."
        checked={shared}
        onChange={setShared}
      />
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Button
        variant="primary"
        size="lg"
        busy={training.isPending}
        disabled={!name.trim() || !price || refusal !== null || tooPoor !== null}
        onClick={() => training.mutate()}
      >
        Learn this voice{price && ` · ${credits(price.credits)}`}
      </Button>
    </Card>
  );
}
