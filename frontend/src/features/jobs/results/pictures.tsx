import { assetUrl } from "@/api/assets";
import type { Schemas } from "@/api/client";
import { Card } from "@/ui/card";

const TITLES: Record<string, string> = {
  report_picture: "What was changed",
  waveforms: "Waveforms",
};

/** The pictures that a tool drew: reports, piano rolls, analyses. */
export function Pictures({ outputs }: { outputs: Schemas["AssetView"][] }) {
  const pictures = outputs.filter(({ media_type }) => media_type.startsWith("image/"));
  return pictures.map((picture) => {
    const title = TITLES[picture.role] ?? "Picture";
    return (
      <Card key={picture.asset_id} aria-label={title}>
        <h2 className="mb-4 text-lg">{title}</h2>
        <a href={picture.url} target="_blank" rel="noreferrer" className="block rounded-md">
          <img
            src={assetUrl(picture.asset_id)}
            alt={`${title}: ${picture.name}`}
            loading="lazy"
            className="w-full rounded-md border border-line bg-white"
          />
        </a>
      </Card>
    );
  });
}
