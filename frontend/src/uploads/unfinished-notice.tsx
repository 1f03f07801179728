import { useEffect, useState } from "react";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { forgetUploads, type Unfinished, watchAbandoned } from "./unfinished";
import { useUploads } from "./upload-queue";

/** Uploads that ended with the page they began in: a browser forgets the file, but the server keeps what came. */
export function UnfinishedNotice() {
  const [unfinished, setUnfinished] = useState<Unfinished[]>([]);
  const busy = useUploads(({ uploads }) => uploads.length > 0);

  useEffect(() => {
    const left = new AbortController();
    setUnfinished([]);
    watchAbandoned((found) => setUnfinished((before) => [...before, found]), left.signal);
    return () => left.abort();
  }, []);

  if (busy || !unfinished.length) return null;

  function discardAll() {
    for (const { uploadId } of unfinished) {
      void fetch(`/uploads/${uploadId}`, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0" } });
    }
    forgetUploads(unfinished);
    setUnfinished([]);
  }

  const names = unfinished.map(({ name }) => name).join(", ");
  return (
    <Notice tone="info" title="An upload was interrupted">
      <p>Choose {names} again: it goes on where it stopped.</p>
      <Button variant="quiet" size="sm" className="mt-1 -ml-3" onClick={discardAll}>
        Discard it
      </Button>
    </Notice>
  );
}
