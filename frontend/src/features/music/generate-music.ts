import { api, ok, type Schemas } from "@/api/client";
import type { Values } from "@/features/tools/schema-fields";
import type { Plan } from "./plan";

export interface MusicOrder {
  plan: Plan;
  /** Of the files: format, loudness, which of them. */
  settings: Values;
  voiceAudioId?: string | null;
}

export interface EngineOrder {
  engine: string;
  prompt: string;
  settings: Values;
  sourceAudioId: string | null;
}

const SEEDS = 2 ** 32;

type Body = Schemas["GenerateMusicRequest"];

export function generateMusic({ plan, settings, voiceAudioId }: MusicOrder, key: string) {
  return generate({ prompt: "", plan, settings, voice_audio_id: voiceAudioId ?? null }, key);
}

export function generateByEngine({ sourceAudioId, ...order }: EngineOrder, key: string) {
  return generate({ ...order, source_audio_id: sourceAudioId }, key);
}

async function generate(body: Body, key: string): Promise<{ job_id: string }> {
  return ok(
    api.POST("/api/audio-studio/music/generate", { body, params: { header: { "Idempotency-Key": key } } }),
  );
}

/** The same plan, with other notes. */
export function anotherOf(plan: Plan): Plan {
  return { ...plan, seed: (plan.seed + 1 + Math.floor(Math.random() * (SEEDS - 1))) % SEEDS };
}
