import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Heart, KeyRound, Mic, SearchX } from "lucide-react";
import { useMemo, useState } from "react";
import { ErrorState } from "@/feedback/error-state";
import { Button, IconButton } from "@/ui/button";
import { cx } from "@/ui/class-names";
import { EmptyState } from "@/ui/empty-state";
import { CONTROL } from "@/ui/field";
import { Segmented } from "@/ui/segmented";
import { Select } from "@/ui/select";
import { SkeletonRows } from "@/ui/skeleton";
import { useFavourites } from "./favourites";
import { type Gallery, galleryQuery, type Voice } from "./queries";
import { VoiceCard } from "./voice-card";
import { ANY, choicesOf, filterVoices, NO_FILTER, type VoiceFilter } from "./voice-facts";

type Category = "standard" | "premium" | "custom";

const CATEGORIES = [
  { value: "standard", label: "Standard" },
  { value: "premium", label: "Premium" },
  { value: "custom", label: "Yours" },
];

interface VoiceGalleryProps {
  chosenId: string;
  onChoose: (voice: Voice) => void;
}

/** Every voice: to find, to hear, to choose. */
export function VoiceGallery({ chosenId, onChoose }: VoiceGalleryProps) {
  const gallery = useQuery(galleryQuery);
  const [category, setCategory] = useState<Category>("standard");
  const [filter, setFilter] = useState<VoiceFilter>(NO_FILTER);
  const favourites = useFavourites();
  const voices = gallery.data?.[category] ?? [];
  const found = useMemo(() => filterVoices(voices, filter, favourites), [voices, filter, favourites]);

  return (
    <div className="flex min-h-[65dvh] flex-col gap-4">
      <Segmented
        label="Which voices"
        value={category}
        choices={CATEGORIES}
        onChange={(value) => {
          setCategory(value as Category);
          setFilter(NO_FILTER);
        }}
        className="self-start"
      />
      {voices.length > 0 && <Filters voices={voices} filter={filter} onChange={setFilter} />}
      {gallery.isPending && <SkeletonRows rows={6} label="Loading the voices" />}
      {gallery.error && !gallery.data && (
        <ErrorState error={gallery.error} onRetry={() => gallery.refetch()} />
      )}
      {gallery.data && voices.length === 0 && <NoVoices category={category} gallery={gallery.data} />}
      {voices.length > 0 && found.length === 0 && (
        <EmptyState
          icon={<SearchX aria-hidden />}
          title="No voice is like that"
          action={<Button onClick={() => setFilter(NO_FILTER)}>Show all</Button>}
        >
          {filter.favouritesOnly && favourites.length === 0
            ? "Press the heart of a voice to find it here."
            : "Look for fewer things at once."}
        </EmptyState>
      )}
      <p aria-live="polite" className="sr-only">
        {found.length} voices
      </p>
      <ul className="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-3">
        {found.map((voice) => (
          <VoiceCard
            key={voice.id}
            voice={voice}
            chosen={voice.id === chosenId}
            favourite={favourites.includes(voice.id)}
            onChoose={() => onChoose(voice)}
          />
        ))}
      </ul>
    </div>
  );
}

interface FiltersProps {
  voices: Voice[];
  filter: VoiceFilter;
  onChange: (filter: VoiceFilter) => void;
}

function Filters({ voices, filter, onChange }: FiltersProps) {
  const facts = [
    { fact: "language", label: "Language", all: "All languages" },
    { fact: "gender", label: "Gender", all: "Any gender" },
    { fact: "accent", label: "Accent", all: "Any accent" },
  ] as const;
  return (
    <div className="flex flex-wrap gap-2">
      <input
        type="search"
        aria-label="Search voices"
        placeholder="Search"
        value={filter.words}
        onChange={(event) => onChange({ ...filter, words: event.target.value })}
        className={`${CONTROL} h-9 grow basis-40 sm:max-w-56`}
      />
      {facts.map(({ fact, label, all }) => (
        <div key={fact} className="min-w-32 grow basis-32 sm:max-w-48">
          <Select
            aria-label={label}
            value={filter[fact]}
            choices={[{ value: ANY, label: all }, ...choicesOf(voices, fact)]}
            onChange={(value) => onChange({ ...filter, [fact]: value })}
          />
        </div>
      ))}
      <IconButton
        label="Favourites only"
        variant="plain"
        pressed={filter.favouritesOnly}
        onClick={() => onChange({ ...filter, favouritesOnly: !filter.favouritesOnly })}
      >
        <Heart aria-hidden className={cx("size-4", filter.favouritesOnly && "fill-current")} />
      </IconButton>
    </div>
  );
}

function NoVoices({ category, gallery }: { category: Category; gallery: Gallery }) {
  if (category === "premium") {
    const missing = gallery.providers.filter(({ available }) => !available);
    return (
      <EmptyState icon={<KeyRound aria-hidden />} title="Premium voices are not set up here">
        {missing.map(({ title, reason }) => `${title}: ${reason}`).join(" ") ||
          "The provider has no voices for this key."}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Mic aria-hidden />}
      title="You have no voice of your own yet"
      action={
        <Button variant="primary" asChild>
          <Link to="/voices/clone">Clone a voice</Link>
        </Button>
      }
    >
      A minute of clear speech is enough, of yourself or of somebody who agrees.
    </EmptyState>
  );
}
