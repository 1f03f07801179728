import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { expect, test } from "vitest";
import type { Schemas } from "@/api/client";
import { toolsQuery } from "@/api/queries";
import { render } from "@/testing/render";
import { KNOWN_TOOLS, toolsOf, toolTitle } from "./tools";
import { useTools } from "./use-tools";

const view = (name: string, facts: Partial<Schemas["ToolView"]> = {}): Schemas["ToolView"] => ({
  name,
  title: `The ${name}`,
  verb: "do-it",
  summary: "What it is for.",
  parameters: {},
  price: 1,
  takes: "sound",
  min_files: 1,
  max_files: 1,
  max_references: 0,
  ...facts,
});

test("a tool that nobody has heard of here is called and described as the server does", () => {
  const [tool] = toolsOf([view("word_count")]);
  expect(tool).toMatchObject({
    slug: "word_count",
    title: "The word_count",
    action: "Do it",
    promise: "What it is for.",
    basics: [],
    defaults: {},
  });
  expect(tool?.icon).toBeDefined();
});

test("what is said here of a tool by its name goes before what the server says", () => {
  const [tool] = toolsOf([view("separation", { max_files: 1 })]);
  expect(tool).toMatchObject({ slug: "separate", title: "Separate", maxFiles: 1, tint: "--stem-vocals" });
});

test("known tools keep their order, others follow, and tools with screens of their own are left out", () => {
  const listed = [
    view("word_count"),
    view("mastering"),
    view("voice_cloning"),
    view("speech_synthesis", { takes: "text" }),
    view("separation"),
  ];
  expect(toolsOf(listed).map(({ name }) => name)).toEqual(["separation", "mastering", "word_count"]);
});

test("every address is of one tool", () => {
  const slugs = KNOWN_TOOLS.map(({ slug }) => slug);
  expect(new Set(slugs).size).toBe(slugs.length);
});

test("a tool has a title even where the server no longer lists it", () => {
  expect(toolTitle("mastering")).toBe("Master");
  expect(toolTitle("premium_speech")).toBe("Read aloud");
  expect(toolTitle("word_count", [view("word_count")])).toBe("The word_count");
  expect(toolTitle("old_tool")).toBe("Old tool");
});

function Names() {
  return useTools().map(({ name }) => <li key={name}>{name}</li>);
}

test("until the server has told, the known tools are shown; then its own", async () => {
  // Nothing is asked here: the list stays on its way until it is put there.
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  const names = (page: HTMLElement) => [...page.querySelectorAll("li")].map(({ textContent }) => textContent);
  const shown = () =>
    render(
      <QueryClientProvider client={client}>
        <Names />
      </QueryClientProvider>,
    );
  expect(names(await shown())).toEqual(KNOWN_TOOLS.map(({ name }) => name));
  client.setQueryData(toolsQuery.queryKey, [view("word_count"), view("separation")]);
  expect(names(await shown())).toEqual(["separation", "word_count"]);
});
