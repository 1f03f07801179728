import type { Place } from "@/routing/place";
import * as screens from "./screens";

/** Where a bar of the navigation leads, besides the tools: the screens that say they stand there. */
export function placesOf(bar: Place["bars"][number]): (Place & { to: string })[] {
  return Object.values(screens)
    .flatMap((route) => {
      const place = route.options.staticData?.place;
      return place?.bars.includes(bar) ? [{ ...place, to: route.to }] : [];
    })
    .sort((one, other) => one.order - other.order);
}
