/** Every address of the app, with the types of its parameters. Pages that few open are loaded when they are opened. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { JOB_STATES, type JobFilter } from "@/api/jobs";
import { refreshSession, useSession } from "@/api/session";
import { readSearch } from "@/features/library/filter";
import { SLUGS } from "@/tool-display/tools";
import { CrashPage } from "./crash-page";
import { NotFoundPage } from "./not-found-page";
import { Shell } from "./shell";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: CrashPage,
  beforeLoad: async () => {
    if (useSession.getState().status === "unknown") await refreshSession();
  },
});

interface LoginSearch {
  /** Where to go on once signed in: a path of this app. */
  next?: string;
}

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: lazyRouteComponent(() => import("@/features/account/sign-in-page"), "SignInPage"),
  validateSearch: ({ next }: Record<string, unknown>): LoginSearch =>
    typeof next === "string" && /^\/(?!\/)/.test(next) ? { next } : {},
});

const register = createRoute({
  getParentRoute: () => root,
  path: "/register",
  component: lazyRouteComponent(() => import("@/features/account/register-page"), "RegisterPage"),
});

/** Everything inside is for those who are signed in. */
const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  component: Shell,
  beforeLoad: ({ location }) => {
    if (useSession.getState().status === "signed-out") {
      throw redirect({ to: "/login", search: location.pathname === "/" ? {} : { next: location.href } });
    }
  },
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/tools/home-page"), "HomePage"),
});

const tool = createRoute({
  getParentRoute: () => shell,
  path: "/tools/$tool",
  component: lazyRouteComponent(() => import("@/features/tools/tool-page"), "ToolPage"),
  beforeLoad: ({ params }) => {
    if (!SLUGS.includes(params.tool)) throw notFound();
  },
});

const jobs = createRoute({
  getParentRoute: () => shell,
  path: "/jobs",
  component: lazyRouteComponent(() => import("@/features/jobs/jobs-page"), "JobsPage"),
  validateSearch: ({ state, tool }: Record<string, unknown>): JobFilter => ({
    ...(typeof state === "string" && state in JOB_STATES && { state: state as JobFilter["state"] }),
    ...(typeof tool === "string" && tool && { tool }),
  }),
});

const job = createRoute({
  getParentRoute: () => shell,
  path: "/jobs/$jobId",
  component: lazyRouteComponent(() => import("@/features/jobs/job-page"), "JobPage"),
});

const library = createRoute({
  getParentRoute: () => shell,
  path: "/library",
  component: lazyRouteComponent(() => import("@/features/library/library-page"), "LibraryPage"),
  validateSearch: readSearch,
});

const voices = createRoute({
  getParentRoute: () => shell,
  path: "/voices",
  component: lazyRouteComponent(() => import("@/features/voices/voices-page"), "VoicesPage"),
});

const clonedVoices = createRoute({
  getParentRoute: () => shell,
  path: "/voices/cloned",
  component: lazyRouteComponent(() => import("@/features/cloning/cloned-voices-page"), "ClonedVoicesPage"),
});

const cloneVoice = createRoute({
  getParentRoute: () => shell,
  path: "/voices/clone",
  component: lazyRouteComponent(() => import("@/features/cloning/clone-page"), "ClonePage"),
});

const dictionary = createRoute({
  getParentRoute: () => shell,
  path: "/voices/dictionary",
  component: lazyRouteComponent(() => import("@/features/voices/dictionary-page"), "DictionaryPage"),
});

const credits = createRoute({
  getParentRoute: () => shell,
  path: "/credits",
  component: lazyRouteComponent(() => import("@/features/credits/credits-page"), "CreditsPage"),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/account/settings-page"), "SettingsPage"),
});

export const router = createRouter({
  basepath: import.meta.env.BASE_URL,
  routeTree: root.addChildren([
    login,
    register,
    shell.addChildren([
      home,
      tool,
      jobs,
      job,
      library,
      voices,
      clonedVoices,
      cloneVoice,
      dictionary,
      credits,
      settings,
    ]),
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
  scrollToTopSelectors: ["#main"],
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
