import { CloudOff } from "lucide-react";
import { useConnection } from "@/api/connection";

/** Says that the server is out of reach, and that nothing is lost by it. */
export function Banner() {
  const online = useConnection((state) => state.online);
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm text-ink">
          <CloudOff aria-hidden className="size-4 text-warn" />
          No connection. Jobs go on; uploads resume when it is back.
        </p>
      )}
    </div>
  );
}
