import type { Schemas } from "@/api/client";

export type Provider = Schemas["Provider"];

export const PROVIDER_NAMES: Record<Provider, string> = { google: "Google", github: "GitHub" };
