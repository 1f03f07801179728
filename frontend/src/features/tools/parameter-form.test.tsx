import { expect, test, vi } from "vitest";
import { click, render } from "@/testing/render";
import { ParameterForm } from "./parameter-form";
import { initialValues, readFields } from "./schema-fields";

const FIELDS = readFields({
  properties: {
    hum: { type: "boolean", default: false },
    declip: { type: "boolean", default: false },
    speed: { type: "boolean", default: false },
  },
});

async function labels(basics: string[], onChange = vi.fn()) {
  const values = initialValues(FIELDS);
  const page = await render(
    <ParameterForm fields={FIELDS} basics={basics} values={values} onChange={onChange} />,
  );
  const shown = () => [...page.querySelectorAll("label")].map(({ textContent }) => textContent);
  return { page, shown };
}

test("what is asked first stands in its order, the rest behind a door", async () => {
  const { page, shown } = await labels(["declip", "hum"]);
  expect(shown()).toEqual(["Mend clipping", "Take out hum"]);
  await click([...page.querySelectorAll("button")].find((button) => button.textContent === "More settings"));
  expect(shown()).toEqual(["Mend clipping", "Take out hum", "Speed"]);
});

test("a tool of which nothing is said first has all its settings in sight", async () => {
  const { page, shown } = await labels([]);
  expect(shown()).toEqual(["Take out hum", "Mend clipping", "Speed"]);
  expect(page.textContent).not.toContain("More settings");
});

test("a change hands on all values", async () => {
  const onChange = vi.fn();
  const { page } = await labels(["hum"], onChange);
  await click(page.querySelector("[role=switch]"));
  expect(onChange).toHaveBeenCalledWith({ hum: true, declip: false, speed: false });
});
