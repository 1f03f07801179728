import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { ListMusic } from "lucide-react";
import { JOB_STATES, type JobFilter } from "@/api/jobs";
import { shellRoute } from "@/routing/parent-routes";

export const jobs = createRoute({
  getParentRoute: () => shellRoute,
  path: "/jobs",
  component: lazyRouteComponent(() => import("./jobs-page"), "JobsPage"),
  validateSearch: ({ state, tool }: Record<string, unknown>): JobFilter => ({
    ...(typeof state === "string" && state in JOB_STATES && { state: state as JobFilter["state"] }),
    ...(typeof tool === "string" && tool && { tool }),
  }),
  staticData: { place: { title: "Jobs", icon: ListMusic, order: 40, bars: ["sidebar", "tab-bar"] } },
});

export const job = createRoute({
  getParentRoute: () => shellRoute,
  path: "/jobs/$jobId",
  component: lazyRouteComponent(() => import("./job-page"), "JobPage"),
});
