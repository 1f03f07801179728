/** A screen that the navigation leads to says so in its route: `staticData: { place: … }`. */
import type { LucideIcon } from "lucide-react";

export interface Place {
  title: string;
  icon: LucideIcon;
  /** Places stand in this order. */
  order: number;
  bars: ("sidebar" | "tab-bar")[];
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    place?: Place;
  }
}
