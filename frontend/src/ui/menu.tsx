import { DropdownMenu } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { cx } from "./class-names";

interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  align?: "start" | "end";
  /** What has the focus once it is closed, where that is not what opened it. */
  returnFocusTo?: RefObject<HTMLElement | null>;
}

export function Menu({ trigger, children, align = "end", returnFocusTo }: MenuProps) {
  return (
    // Not modal: the page behind stays what it is, and nothing that is hidden can have the focus.
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          onCloseAutoFocus={(event) => {
            if (!returnFocusTo) return;
            event.preventDefault();
            returnFocusTo.current?.focus();
          }}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto animate-appear rounded-md border border-line bg-raised p-1 shadow-2"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface MenuItemProps {
  icon?: ReactNode;
  danger?: boolean;
  onSelect?: () => void;
  /** A link in place of an action. */
  asChild?: boolean;
  children: ReactNode;
}

export function MenuItem({ icon, danger, onSelect, asChild, children }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      asChild={asChild}
      onSelect={onSelect}
      className={cx(
        "flex h-8 cursor-default items-center gap-2 rounded-sm px-2 text-base outline-none select-none data-highlighted:bg-hover",
        danger ? "text-bad" : "text-ink",
      )}
    >
      {asChild ? (
        children
      ) : (
        <>
          {icon && <span className="text-ink-3 [&>svg]:size-4">{icon}</span>}
          {children}
        </>
      )}
    </DropdownMenu.Item>
  );
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
