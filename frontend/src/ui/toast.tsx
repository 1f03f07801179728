/** Short news at the edge of the screen, read aloud politely; what needs an answer matchesFilter elsewhere. */
import { X } from "lucide-react";
import { Toast as Primitive } from "radix-ui";
import { create } from "zustand";
import { Button, IconButton } from "./button";

/** Whoever may want to undo something is to have the time for it. */
const TIME_TO_ACT_MS = 20_000;

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }));
let lastId = 0;

export function toast(text: string, action?: Toast["action"]): void {
  lastId += 1;
  const added = { id: lastId, text, action };
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), added] }));
}

function drop(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((one) => one.id !== id) }));
}

export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <Primitive.Provider duration={6000} label="News">
      {toasts.map((one) => (
        <Primitive.Root
          key={one.id}
          duration={one.action ? TIME_TO_ACT_MS : undefined}
          onOpenChange={(open) => !open && drop(one.id)}
          className="flex animate-appear items-center gap-2 rounded-md border border-line bg-raised py-2 pr-2 pl-4 shadow-2"
        >
          <Primitive.Description className="grow">{one.text}</Primitive.Description>
          {one.action && (
            <Primitive.Action altText={one.action.label} asChild>
              <Button variant="quiet" size="sm" className="text-accent-ink" onClick={one.action.run}>
                {one.action.label}
              </Button>
            </Primitive.Action>
          )}
          <Primitive.Close asChild>
            <IconButton label="Dismiss" size="sm">
              <X aria-hidden className="size-4" />
            </IconButton>
          </Primitive.Close>
        </Primitive.Root>
      ))}
      <Primitive.Viewport className="fixed right-4 bottom-36 z-50 flex w-[calc(100vw-32px)] max-w-sm flex-col gap-2 lg:bottom-24" />
    </Primitive.Provider>
  );
}
