import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo } from "react";
import { toolsQuery } from "@/api/queries";
import { KNOWN_TOOLS, type ToolDisplay, toolsOf, toolTitle } from "./tools";

/** The tools that have a page here: the server's; those known by name until it has told. */
export function useTools(): readonly ToolDisplay[] {
  const { data } = useQuery(toolsQuery);
  return useMemo(() => (data ? toolsOf(data) : KNOWN_TOOLS), [data]);
}

/** Gives a function that says how a tool is called. */
export function useToolTitle(): (name: string) => string {
  const { data } = useQuery(toolsQuery);
  return useCallback((name) => toolTitle(name, data), [data]);
}
