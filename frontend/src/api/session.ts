/** Who is signed in here. The session itself is a cookie that no script can read; this only knows what came of it. */
import { create } from "zustand";
import { api, ok, onSessionGone, type Schemas } from "./client";
import { problemOf } from "./problem";

export type Profile = Schemas["Profile"];

interface SessionState {
  /** `ended`: there was a session, and the server no longer knows it; what is on the screen stays. */
  status: "unknown" | "unreachable" | "signed-in" | "signed-out" | "ended";
  user: Profile | null;
}

export const useSession = create<SessionState>(() => ({ status: "unknown", user: null }));

const otherTabs = new BroadcastChannel("audiostudio-session");
otherTabs.onmessage = () => void refreshSession();

onSessionGone(() => {
  if (useSession.getState().status === "signed-in") useSession.setState({ status: "ended" });
});

/** Asks the server who this is, and returns whether it could be asked. Pages that show somebody's work stay. */
export async function refreshSession(): Promise<boolean> {
  try {
    const { user } = await ok(api.GET("/auth/session"));
    const before = useSession.getState();
    // Somebody else signed in, or this one went to another workspace, in another tab.
    if (user && before.user && whereabouts(before.user) !== whereabouts(user)) location.reload();
    if (user) useSession.setState({ status: "signed-in", user });
    else if (before.user) useSession.setState({ status: "ended" });
    else useSession.setState({ status: "signed-out", user: null });
    return true;
  } catch (error) {
    const reachable = !problemOf(error).isOffline;
    if (!reachable && !useSession.getState().user) useSession.setState({ status: "unreachable" });
    return reachable;
  }
}

function whereabouts({ id, workspace_id }: Profile): string {
  return `${id} ${workspace_id}`;
}

/** Lets this browser, with all its tabs, work in another workspace, beginning at a path of the app. */
export async function switchWorkspace(workspaceId: string, path = ""): Promise<void> {
  await ok(api.PUT("/auth/session/workspace", { body: { workspace_id: workspaceId } }));
  otherTabs.postMessage("changed");
  // Nothing of one workspace may stay for the next.
  location.assign(import.meta.env.BASE_URL + path);
}

export async function signIn(credentials: Schemas["Credentials"]): Promise<void> {
  startSession(await ok(api.POST("/auth/session", { body: credentials })));
}

export async function finishSignIn(proof: Schemas["SecondFactorProof"]): Promise<void> {
  startSession(await ok(api.POST("/auth/session/second-factor", { body: proof })));
}

export async function signInWithPasskey(proof: Schemas["PasskeyProof"]): Promise<void> {
  startSession(await ok(api.POST("/auth/session/passkey", { body: proof })));
}

export async function register(registration: Schemas["Registration"]): Promise<void> {
  startSession(await ok(api.POST("/auth/session/register", { body: registration })));
}

export async function signOut(): Promise<void> {
  await ok(api.DELETE("/auth/session"));
  otherTabs.postMessage("changed");
  // Nothing of one person's may stay for the next.
  location.assign(import.meta.env.BASE_URL);
}

function startSession({ user }: Schemas["BrowserSessionView"]): void {
  useSession.setState({ status: "signed-in", user });
  otherTabs.postMessage("changed");
}
