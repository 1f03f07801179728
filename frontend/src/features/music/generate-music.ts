import { api, ok } from "@/api/client";
import type { Values } from "@/features/tools/schema-fields";
import type { Plan } from "./plan";

export interface MusicOrder {
  plan: Plan;
  /** Of the files: format, loudness, which of them. */
  settings: Values;
}

const SEEDS = 2 ** 32;

export async function generateMusic(order: MusicOrder, key: string): Promise<{ job_id: string }> {
  return ok(
    api.POST("/api/audio-studio/music/generate", {
      body: { prompt: "", plan: order.plan, settings: order.settings },
      params: { header: { "Idempotency-Key": key } },
    }),
  );
}

/** The same plan, with other notes. */
export function anotherOf(plan: Plan): Plan {
  return { ...plan, seed: (plan.seed + 1 + Math.floor(Math.random() * (SEEDS - 1))) % SEEDS };
}
