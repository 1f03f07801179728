import type { Profile } from "@/api/session";
import { isOpen } from "@/routing/parent-routes";
import type { Place } from "@/routing/place";
import * as screens from "./screens";

/** Where a bar of the navigation leads, besides the tools: the screens that say they stand there. */
export function placesOf(bar: Place["bars"][number], role?: Profile["role"]): (Place & { to: string })[] {
  return Object.values(screens)
    .flatMap((route) => {
      const place = route.options.staticData?.place;
      return place?.bars.includes(bar) && isOpen(route.to, role) ? [{ ...place, to: route.to }] : [];
    })
    .sort((one, other) => one.order - other.order);
}
