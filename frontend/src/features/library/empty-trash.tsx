import { useMutation, useQuery } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { api, ok } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { toast } from "@/ui/toast";
import { fileSize } from "@/uploads/file-size";
import { trashQuery } from "./queries";
import { clearSelection } from "./selection";

/** Deletes for good what lies in the trash, once it was asked how much that is. */
export function EmptyTrash() {
  const { data: trash } = useQuery(trashQuery);
  const [asking, setAsking] = useState(false);
  const emptying = useMutation({
    mutationFn: () => ok(api.DELETE("/api/audio-studio/trash")),
    onSuccess: () => {
      clearSelection();
      return queryClient.invalidateQueries({ queryKey: ["library"] });
    },
    onError: (error) => toast(problemOf(error).detail),
  });
  if (!trash?.items) return null;
  const held = `${trash.items === 1 ? "1 item" : `${trash.items} items`}, ${fileSize(trash.size_bytes)}`;
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-ink-3">
        <span className="numeric">{held}</span>. Each goes by itself after 30 days here.
      </p>
      <Button variant="danger" busy={emptying.isPending} onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-4" /> Empty the trash
      </Button>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Empty the trash?"
        description={`${held}: gone for good.`}
        action="Delete for good"
        onConfirm={() => emptying.mutate()}
      />
    </div>
  );
}
