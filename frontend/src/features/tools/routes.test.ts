import { isNotFound } from "@tanstack/react-router";
import { beforeEach, expect, test, vi } from "vitest";
import { api } from "@/api/client";
import { queryClient, toolsQuery } from "@/api/queries";
import { tool } from "./routes";

const LISTED = [{ name: "word_count", title: "Word count", verb: "count", summary: "", takes: "sound" }];

/** Whether the address of a tool is opened; it is asked as the router asks. */
async function opens(slug: string): Promise<boolean> {
  try {
    await tool.options.beforeLoad?.({ params: { tool: slug } } as never);
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

beforeEach(() => queryClient.clear());

test("a known tool opens without asking, another waits for the server's list", async () => {
  const asked = vi.spyOn(api, "GET").mockResolvedValue({ data: LISTED, response: new Response() } as never);
  expect(await opens("separate")).toBe(true);
  expect(asked).not.toHaveBeenCalled();
  expect(await opens("word_count")).toBe(true);
  expect(await opens("nothing")).toBe(false);
  expect(asked).toHaveBeenCalledOnce();
});

test("where the list cannot be had, the page opens to say so", async () => {
  vi.spyOn(api, "GET").mockRejectedValue(new TypeError("no connection"));
  expect(await opens("nothing")).toBe(true);
  expect(queryClient.getQueryData(toolsQuery.queryKey)).toBeUndefined();
});
