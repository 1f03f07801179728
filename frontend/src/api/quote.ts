import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, ok, type Schemas } from "./client";
import { type Problem, problemOf } from "./problem";
import { useSettled } from "./use-settled";

interface Wanted {
  tool: string;
  parameters: Record<string, unknown>;
  /** Sounds in each job. */
  fileCount: number;
  /** How many jobs it will be. */
  jobs: number;
}

export interface Price {
  credits: number;
  balance: number;
  quote: Schemas["Quote"];
}

/** What it will cost, asked of the server while the form is filled; or why it would be refused. */
export function usePrice({ tool, parameters, fileCount, jobs }: Wanted): {
  price?: Price;
  refusal: Problem | null;
} {
  const body = useSettled(JSON.stringify({ tool, parameters, file_count: fileCount }));
  const { data, error } = useQuery({
    // Under "credits", so that it is asked again whenever those move.
    queryKey: ["credits", "quote", body],
    queryFn: () => ok(api.POST("/quote", { body: JSON.parse(body) })),
    placeholderData: keepPreviousData,
  });
  if (!data) return { refusal: error ? problemOf(error) : null };
  const price = { credits: data.price * Math.max(1, jobs), balance: data.balance, quote: data };
  return { price, refusal: error ? problemOf(error) : null };
}
