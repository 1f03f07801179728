import { queryClient } from "@/api/queries";
import { useSession } from "@/api/session";
import { SignInForm } from "@/features/account/sign-in-form";
import { Dialog } from "@/ui/dialog";
import { resumeAll } from "@/uploads/upload-queue";

/** The session ended in the middle of something: signing in again goes on from there. */
export function SessionEnded() {
  const { status, user } = useSession();

  function goOn() {
    void queryClient.invalidateQueries();
    resumeAll();
  }

  return (
    <Dialog
      open={status === "ended"}
      onClose={() => location.assign(import.meta.env.BASE_URL)}
      title="Your session has ended"
      description="Sign in again to go on where you were. Nothing is lost."
    >
      <SignInForm email={user?.email} onDone={goOn} />
    </Dialog>
  );
}
