import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Notice } from "@/ui/notice";
import { AuthPage } from "./auth-page";
import { SignInForm } from "./sign-in-form";

export function SignInPage() {
  const { next } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  return (
    <AuthPage
      title="Welcome back"
      subtitle="Sign in to your studio."
      otherwise={
        <>
          New here?{" "}
          <Link to="/register" className="font-medium text-accent-ink hover:underline">
            Make an account
          </Link>
        </>
      }
    >
      {next && (
        <div className="mb-4">
          <Notice tone="info">Sign in to go on where you were.</Notice>
        </div>
      )}
      <SignInForm onDone={() => navigate({ to: next ?? "/" })} />
    </AuthPage>
  );
}
