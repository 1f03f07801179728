import { expect, test, vi } from "vitest";
import { Problem } from "@/api/problem";
import { click, render } from "@/testing/render";
import { ErrorState } from "./error-state";

test("a problem is said in the server's words, and can be tried again", async () => {
  const problem = new Problem({
    title: "Not found",
    detail: "There is no such job.",
    code: "not_found",
    status: 404,
  });
  const onRetry = vi.fn();
  const page = await render(<ErrorState error={problem} onRetry={onRetry} />);
  expect(page.querySelector("[role=alert] h2")?.textContent).toBe("Not found");
  expect(page.textContent).toContain("There is no such job.");
  await click(page.querySelector("button"));
  expect(onRetry).toHaveBeenCalledOnce();
});

test("a server that does not answer is said to be out of reach", async () => {
  const page = await render(<ErrorState error={new TypeError("fetch failed")} />);
  expect(page.querySelector("h2")?.textContent).toBe("The server cannot be reached");
  expect(page.querySelector("button")).toBeNull();
});
