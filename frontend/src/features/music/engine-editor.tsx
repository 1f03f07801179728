import { Cpu } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import type { Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { usePrice } from "@/api/quote";
import { ParameterForm } from "@/features/tools/parameter-form";
import { changedValues, fieldError, initialValues } from "@/features/tools/schema-fields";
import { Button } from "@/ui/button";
import { credits } from "@/ui/credits";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { Select } from "@/ui/select";
import { useStartTake } from "./compose";
import { EditorLayout, faultOf } from "./editor-layout";
import { canChangeSounds, ENGINE_BASICS, engineFields } from "./engine-fields";
import { changeEnginesDraft, useEnginesDraft } from "./engines-draft";
import { generateByEngine } from "./generate-music";
import { PromptCard } from "./prompt-card";
import type { Generator } from "./queries";
import { SoundChoice } from "./sound-choice";

const MOST_CHARACTERS = 4096;
const EXAMPLES = ["warm analogue house with a simple bass line", "a quiet street at night, far-off traffic"];
/** What is priced before anything is written. */
const SHORTEST = "music";

interface EngineEditorProps {
  tools: Schemas["ToolView"][];
  engine: Generator;
  engines: Generator[];
  /** What was made here, under the words. */
  children: ReactNode;
}

/** Where a network is told in words what to make, with the options that it has. */
export function EngineEditor({ tools, engine, engines, children }: EngineEditorProps) {
  const { words, wishes, sourceAudioId } = useEnginesDraft();
  const tool = tools.find(({ name }) => name === engine.tool);
  const canChange = canChangeSounds(engine);
  const source = canChange ? sourceAudioId : null;
  const fields = useMemo(
    () => (tool ? engineFields(tool, engine, source !== null) : []),
    [tool, engine, source],
  );
  const values = initialValues(fields, wishes);
  const faults = fields.filter((field) => fieldError(field, values[field.name]));
  const settings = changedValues(
    fields.filter((field) => !faults.includes(field)),
    values,
  );
  const prompt = words.trim();
  const parameters = { ...settings, engine: engine.engine };
  const { price, refusal } = usePrice({
    tool: engine.tool,
    parameters: { ...parameters, prompt: prompt || SHORTEST },
    fileCount: 0,
    jobs: 1,
  });
  const starting = useStartTake(generateByEngine);
  const fault =
    faultOf(faults) ??
    (source && !values.change
      ? "Say what is to become of the recording."
      : price && price.credits > price.balance
        ? `You have ${credits(price.balance)} left.`
        : null);
  const problem = refusal ?? (starting.error ? problemOf(starting.error) : null);
  return (
    <EditorLayout
      takes={children}
      wishes={
        <>
          <Field label="Engine">
            {(ids) => (
              <Select
                {...ids}
                value={engine.engine}
                choices={engines.map(({ engine: value, title, is_ready }) => ({
                  value,
                  label: is_ready ? title : `${title} (not ready)`,
                }))}
                onChange={(chosen) => changeEnginesDraft({ engine: chosen })}
              />
            )}
          </Field>
          {canChange && (
            <SoundChoice
              label="Made of a recording"
              hint="It is repainted, gone on with, or covered."
              value={source}
              onChange={(audioId) => changeEnginesDraft({ sourceAudioId: audioId })}
            />
          )}
          <ParameterForm
            fields={fields}
            basics={ENGINE_BASICS}
            values={values}
            onChange={(changed) => changeEnginesDraft({ wishes: changed })}
          />
        </>
      }
    >
      {!engine.is_ready && (
        <Notice tone="warn" title={`${engine.title} cannot be used yet`}>
          <span className="break-words">It needs {engine.missing}</span>
        </Notice>
      )}
      <PromptCard
        label="Music or sound in words"
        placeholder="What is it to sound like?"
        words={words}
        maxLength={engine.options.prompt?.most_characters ?? MOST_CHARACTERS}
        onChange={(text) => changeEnginesDraft({ words: text })}
        examples={EXAMPLES}
        fault={prompt ? fault : null}
        problem={prompt ? problem : null}
        onSuggest={(word) => changeEnginesDraft({ words: word })}
        hint={`${engine.summary} Terms: ${engine.licence}.`}
        action={
          <Button
            variant="primary"
            className="grow sm:grow-0"
            busy={starting.isPending}
            disabled={!engine.is_ready || !prompt || !price || fault !== null || refusal !== null}
            onClick={() =>
              starting.mutate({ engine: engine.engine, prompt, settings, sourceAudioId: source })
            }
          >
            {!starting.isPending && <Cpu aria-hidden className="size-4" />}
            Generate{price && ` · ${credits(price.credits)}`}
          </Button>
        }
      />
    </EditorLayout>
  );
}
