import { Dialog } from "@/ui/dialog";
import type { Voice } from "./queries";
import { VoiceGallery } from "./voice-gallery";

interface VoicePickerProps {
  open: boolean;
  title: string;
  chosenId: string;
  onClose: () => void;
  onChoose: (voice: Voice) => void;
}

export function VoicePicker({ open, title, chosenId, onClose, onChoose }: VoicePickerProps) {
  return (
    <Dialog open={open} onClose={onClose} title={title} wide>
      <VoiceGallery
        chosenId={chosenId}
        onChoose={(voice) => {
          onChoose(voice);
          onClose();
        }}
      />
    </Dialog>
  );
}
