import { MessageCircle } from "lucide-react";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";

export function VoicesPage() {
  return (
    <Page title="Voices">
      <EmptyState icon={<MessageCircle aria-hidden />} title="Voices speak through the API for now">
        POST /v1/audio/speech reads a text aloud with any of them.
      </EmptyState>
    </Page>
  );
}
