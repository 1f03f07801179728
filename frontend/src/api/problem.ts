/** What went wrong, in one shape: the server's problem documents, and a server that cannot be reached. */

interface ProblemDocument {
  title: string;
  detail: string;
  code: string;
  status: number;
}

export class Problem extends Error {
  readonly title: string;
  readonly detail: string;
  /** Stable, for programs; `offline` where no answer came. */
  readonly code: string;
  readonly status: number;
  /** Everything else the document holds. */
  readonly members: Record<string, unknown>;

  constructor(document: ProblemDocument & Record<string, unknown>) {
    super(`${document.code}: ${document.detail}`);
    this.name = "Problem";
    this.title = document.title;
    this.detail = document.detail;
    this.code = document.code;
    this.status = document.status;
    this.members = document;
  }

  get isOffline(): boolean {
    return this.code === "offline";
  }
}

const OFFLINE = {
  title: "The server cannot be reached",
  detail: "Check your connection. What you have started goes on, and this page comes back by itself.",
  code: "offline",
  status: 0,
};

export function isProblemDocument(body: unknown): body is ProblemDocument & Record<string, unknown> {
  return typeof body === "object" && body !== null && "code" in body && "detail" in body && "title" in body;
}

/** Makes a problem of whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem(OFFLINE);
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem({ title: "Something went wrong", detail, code: "unexpected", status: 0 });
}

/** Makes a problem of an answer that is none of the good ones. */
export function problemOfAnswer(status: number, body: unknown): Problem {
  if (isProblemDocument(body)) return new Problem({ ...body, status });
  if (status === 502 || status === 503 || status === 504) return new Problem({ ...OFFLINE, status });
  return new Problem({
    title: "Something went wrong",
    detail: `The server answered with status ${status}.`,
    code: "unexpected",
    status,
  });
}
