/** The server, as its OpenAPI document describes it. The session is a cookie that the browser sends by itself. */
import createClient from "openapi-fetch";
import { problemOfAnswer } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

export const api = createClient<paths>({ baseUrl: location.origin });

const SESSION_GONE = 401;
const listeners = new Set<() => void>();

/** Tells when the server no longer knows the session. */
export function onSessionGone(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** To be called with every answer that did not come through `ok`. */
export function noticeStatus(status: number): void {
  if (status === SESSION_GONE) for (const listener of listeners) listener();
}

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Returns what was answered, or throws the problem. */
export async function ok<T>(asked: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await asked;
  noticeStatus(response.status);
  if (!response.ok) throw problemOfAnswer(response.status, error);
  return data as T;
}
