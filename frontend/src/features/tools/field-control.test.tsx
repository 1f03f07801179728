import { expect, test, vi } from "vitest";
import { click, render, type } from "@/testing/render";
import { FieldControl } from "./field-control";
import { type Field, type JsonSchema, readFields } from "./schema-fields";

/** The control of one parameter, as its schema asks for it. */
async function shown(property: JsonSchema, value: unknown) {
  const [field] = readFields({ properties: { target_lufs: property } }) as [Field];
  const onChange = vi.fn();
  const page = await render(<FieldControl field={field} value={value} onChange={onChange} />);
  return { page, onChange };
}

test("a truth is a switch that is called as the parameter is", async () => {
  const { page, onChange } = await shown({ type: "boolean", default: false }, false);
  const control = page.querySelector("[role=switch]");
  expect(page.querySelector(`label[for="${control?.id}"]`)?.textContent).toBe("Target");
  await click(control);
  expect(onChange).toHaveBeenCalledWith(true);
});

test("few short choices are all in sight, and one of them leaves it to the tool", async () => {
  const choice = { anyOf: [{ enum: ["soft", "loud"], type: "string" }, { type: "null" }], default: null };
  const { page, onChange } = await shown(choice, "soft");
  const radios = [...page.querySelectorAll("[role=radio]")];
  expect(radios.map((radio) => radio.textContent)).toEqual(["Automatic", "Soft", "Loud"]);
  expect(radios.map((radio) => radio.getAttribute("aria-checked"))).toEqual(["false", "true", "false"]);
  await click(radios[0]);
  expect(onChange).toHaveBeenCalledWith(null);
});

test("numbers that are chosen from come back as numbers", async () => {
  const { page, onChange } = await shown({ enum: [2, 4], type: "integer", default: 2 }, 2);
  await click([...page.querySelectorAll("[role=radio]")].at(-1));
  expect(onChange).toHaveBeenCalledWith(4);
});

test("many choices are a list that opens", async () => {
  const { page } = await shown({ enum: ["a", "b", "c", "d"], type: "string", default: "a" }, "a");
  expect(page.querySelectorAll("[role=radio]")).toHaveLength(0);
  expect(page.querySelector("[role=combobox]")?.textContent).toBe("A");
});

test("a number within bounds is a slider that says its value with its unit", async () => {
  const { page } = await shown({ type: "number", minimum: -36, maximum: -6, default: -14 }, -14);
  const slider = page.querySelector("[role=slider]");
  expect(slider?.getAttribute("aria-valuetext")).toBe("-14 LUFS");
  expect(slider?.getAttribute("aria-valuemin")).toBe("-36");
});

test("a number that may be left out is typed, and its error stands beside it", async () => {
  const number = { anyOf: [{ type: "number", minimum: -36 }, { type: "null" }], default: null };
  const { page, onChange } = await shown(number, "-");
  const input = page.querySelector("input");
  expect(input?.getAttribute("aria-invalid")).toBe("true");
  expect(page.textContent).toContain("Enter a number.");
  await type(input, "-14,5");
  await type(input, "-14.");
  await type(input, "");
  expect(onChange.mock.calls).toEqual([[-14.5], ["-14."], [null]]);
});

test("several choices keep the order of the schema, and none at all is said to be too few", async () => {
  const several = {
    type: "array",
    items: { enum: ["txt", "srt", "json"], type: "string" },
    minItems: 1,
    default: [],
  };
  const { page, onChange } = await shown(several, ["json"]);
  await click(page.querySelector("[role=checkbox]"));
  expect(onChange).toHaveBeenCalledWith(["txt", "json"]);
  expect((await shown(several, [])).page.textContent).toContain("Choose at least 1.");
});
