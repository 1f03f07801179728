import { useState } from "react";
import { ChoiceChips } from "./chips";
import { PresetCard } from "./preset-card";
import type { Preset } from "./queries";

const ALL = "all";
const TITLES: Record<string, string> = { relax: "To relax", game: "Games", genres: "By genre" };

interface PresetGalleryProps {
  presets: Preset[];
  chosenId: string | null;
  onChoose: (preset: Preset) => void;
}

/** Styles that are ready to be used, by what they are for. */
export function PresetGallery({ presets, chosenId, onChoose }: PresetGalleryProps) {
  const categories = [...new Set(presets.map(({ category }) => category))];
  const [category, setCategory] = useState(
    presets.find(({ id }) => id === chosenId)?.category ?? categories[0] ?? ALL,
  );
  const shown = presets.filter((preset) => category === ALL || preset.category === category);
  return (
    <div className="flex flex-col gap-4">
      <ChoiceChips
        label="What for"
        value={category}
        choices={[
          ...categories.map((value) => ({ value, label: titleOf(value) })),
          { value: ALL, label: "All" },
        ]}
        onChange={setCategory}
      />
      <ul aria-label="Presets" className="grid grid-cols-1 gap-2 sm:grid-cols-2">
        {shown.map((preset) => (
          <PresetCard
            key={preset.id}
            preset={preset}
            chosen={preset.id === chosenId}
            onChoose={() => onChoose(preset)}
          />
        ))}
      </ul>
    </div>
  );
}

function titleOf(category: string): string {
  return TITLES[category] ?? category.charAt(0).toUpperCase() + category.slice(1);
}
