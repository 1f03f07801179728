import { Ban, CircleCheck, CircleDashed, LoaderCircle, TriangleAlert } from "lucide-react";
import type { JobStatus } from "@/api/jobs";
import { Badge } from "@/ui/badge";

export function StatusBadge({ status }: { status: JobStatus }) {
  switch (status) {
    case "PENDING":
      return (
        <Badge>
          <CircleDashed aria-hidden /> Waiting
        </Badge>
      );
    case "PROCESSING":
      return (
        <Badge tone="accent">
          <LoaderCircle aria-hidden className="animate-spin" /> Working
        </Badge>
      );
    case "COMPLETED":
      return (
        <Badge tone="good">
          <CircleCheck aria-hidden /> Done
        </Badge>
      );
    case "FAILED":
      return (
        <Badge tone="bad">
          <TriangleAlert aria-hidden /> Failed
        </Badge>
      );
    case "CANCELLED":
      return (
        <Badge>
          <Ban aria-hidden /> Cancelled
        </Badge>
      );
  }
}
