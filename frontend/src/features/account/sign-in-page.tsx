import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Notice } from "@/ui/notice";
import { AuthPage } from "./auth-page";
import { OtherWaysIn } from "./other-ways-in";
import { SecondStepForm } from "./second-step-form";
import { SignInForm } from "./sign-in-form";

/** What the server says when another provider's account opens nothing; all else is of no use to whoever reads it. */
const PROBLEMS: Record<string, string> = {
  account_not_proved:
    "There is an account with this address. Sign in with its password, then connect the provider under Security.",
  identity_taken: "That account opens another one here already.",
  identity_unverified: "Verify your address at the provider first.",
};
const SECOND_FACTOR = "#second-factor=";

export function SignInPage() {
  const { next, problem } = useSearch({ from: "/login" });
  const navigate = useNavigate();
  const [challenge, setChallenge] = useState(() =>
    location.hash.startsWith(SECOND_FACTOR) ? location.hash.slice(SECOND_FACTOR.length) : null,
  );
  const goOn = () => navigate({ to: next ?? "/" });
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
      {(next || problem) && (
        <div className="mb-4 flex flex-col gap-2">
          {next && <Notice tone="info">Sign in to go on where you were.</Notice>}
          {problem && (
            <Notice tone="bad">{PROBLEMS[problem] ?? "Signing in there did not work; try again."}</Notice>
          )}
        </div>
      )}
      {challenge ? (
        <SecondStepForm challenge={challenge} onDone={goOn} onBack={() => setChallenge(null)} />
      ) : (
        <>
          <SignInForm onDone={goOn} />
          <OtherWaysIn onDone={goOn} />
        </>
      )}
    </AuthPage>
  );
}
