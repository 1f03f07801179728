import { Notice } from "@/ui/notice";

/** Said wherever the sandbox is: nobody may think that they pay. */
export function SandboxNotice() {
  return (
    <Notice tone="warn" title="This is not real money">
      This server sells through a sandbox, to try things out: nothing is charged, and no card is asked for.
    </Notice>
  );
}
