import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** The secret of a mail's link: what stands behind #, which no server was told. It leaves the address bar at once. */
export function useLinkToken(): string {
  const navigate = useNavigate();
  const [token] = useState(() => location.hash.slice(1));
  // By the router, which would write the address anew as it knows it.
  useEffect(() => void navigate({ to: ".", hash: "", replace: true }), [navigate]);
  return token;
}
