import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { MessageCircle } from "lucide-react";
import { shellRoute } from "@/routing/parent-routes";

export const voices = createRoute({
  getParentRoute: () => shellRoute,
  path: "/voices",
  component: lazyRouteComponent(() => import("./voices-page"), "VoicesPage"),
  staticData: { place: { title: "Voices", icon: MessageCircle, order: 30, bars: ["sidebar", "tab-bar"] } },
});

export const dictionary = createRoute({
  getParentRoute: () => shellRoute,
  path: "/voices/dictionary",
  component: lazyRouteComponent(() => import("./dictionary-page"), "DictionaryPage"),
});
