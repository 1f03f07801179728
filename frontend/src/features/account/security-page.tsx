import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ConfirmDialog } from "@/feedback/confirmed";
import { ErrorState } from "@/feedback/error-state";
import { Notice } from "@/ui/notice";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { DeletionSection, ExportSection } from "./security/leaving";
import { EmailSection, PasswordSection } from "./security/locks";
import { PROVIDER_NAMES } from "./security/providers";
import { securityQuery } from "./security/queries";
import { SecondFactorSection } from "./security/second-factor";
import { SessionsSection } from "./security/sessions";
import { IdentitiesSection, PasskeysSection } from "./security/ways-in";

export function SecurityPage() {
  const security = useQuery(securityQuery);
  const { connected } = useSearch({ from: "/shell/security" });
  return (
    <Page title="Security" subtitle="What guards your account, and how you leave it.">
      {security.isPending && <SkeletonRows rows={5} label="Loading" />}
      {security.error && !security.data && (
        <ErrorState error={security.error} onRetry={() => security.refetch()} />
      )}
      {security.data && (
        <div className="flex max-w-2xl flex-col gap-6">
          {connected && <Notice tone="good">{PROVIDER_NAMES[connected]} opens your account now.</Notice>}
          <EmailSection security={security.data} />
          <PasswordSection security={security.data} />
          <SecondFactorSection security={security.data} />
          <PasskeysSection security={security.data} />
          <IdentitiesSection security={security.data} />
          <SessionsSection />
          <ExportSection />
          <DeletionSection security={security.data} />
        </div>
      )}
      <ConfirmDialog />
    </Page>
  );
}
