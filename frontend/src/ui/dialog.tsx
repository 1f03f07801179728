import { X } from "lucide-react";
import { AlertDialog, Dialog as Primitive } from "radix-ui";
import { type ReactNode, useRef } from "react";
import { Button, IconButton } from "./button";
import { cx } from "./class-names";

const OVERLAY = "fixed inset-0 z-40 bg-black/40 backdrop-blur-[2px]";
const PANEL =
  "fixed top-1/2 left-1/2 z-50 flex max-h-[85dvh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 " +
  "animate-appear flex-col gap-4 overflow-y-auto rounded-xl border border-line bg-raised p-6 shadow-2";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description?: string;
  /** For what is chosen from, not asked. */
  wide?: boolean;
  children: ReactNode;
}

export function Dialog({ open, onClose, title, description, wide = false, children }: DialogProps) {
  const focus = useReturningFocus();
  return (
    <Primitive.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className={OVERLAY} />
        <Primitive.Content
          className={cx(PANEL, wide ? "max-w-4xl" : "max-w-lg")}
          onOpenAutoFocus={(event) => {
            focus.noteOpener();
            beginInForm(event);
          }}
          onCloseAutoFocus={focus.giveBack}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex items-start justify-between gap-4">
            <div>
              <Primitive.Title className="text-lg">{title}</Primitive.Title>
              {description && (
                <Primitive.Description className="mt-1 text-ink-3">{description}</Primitive.Description>
              )}
            </div>
            <Primitive.Close asChild>
              <IconButton label="Close" size="sm" className="-mt-1 -mr-2">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Primitive.Close>
          </div>
          {children}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

/** Once a dialog is closed, what opened it has the focus again, unless something else has it by then. */
function useReturningFocus() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    noteOpener: () => {
      const active = document.activeElement as HTMLElement | null;
      // An entry of a menu goes with its menu; what opened that stays.
      const menuButton = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
      opener.current = menuButton ? document.getElementById(menuButton) : active;
    },
    giveBack: (event: Event) => {
      event.preventDefault();
      if (document.activeElement === document.body) opener.current?.focus();
    },
  };
}

/** What a dialog asks for has the focus at once, where it asks for something; else its first button has. */
function beginInForm(event: Event): void {
  const content = event.currentTarget as HTMLElement;
  const first = content.querySelector<HTMLElement>("form input, form textarea, form [role=combobox]");
  if (!first) return;
  event.preventDefault();
  first.focus();
}

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  title: string;
  description: string;
  action: string;
  onConfirm: () => void;
}

/** Asks before something that cannot be taken back. */
export function Confirm({ open, onClose, title, description, action, onConfirm }: ConfirmProps) {
  const focus = useReturningFocus();
  return (
    <AlertDialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={OVERLAY} />
        <AlertDialog.Content
          onOpenAutoFocus={focus.noteOpener}
          onCloseAutoFocus={focus.giveBack}
          className={cx(PANEL, "max-w-lg")}
        >
          <AlertDialog.Title className="text-lg">{title}</AlertDialog.Title>
          <AlertDialog.Description className="text-ink-2">{description}</AlertDialog.Description>
          <div className="flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Keep it</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button variant="danger" onClick={onConfirm}>
                {action}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
