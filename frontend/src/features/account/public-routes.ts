import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "@/routing/parent-routes";

interface LoginSearch {
  /** Where to go on once signed in: a path of this app. */
  next?: string;
  /** Why another provider's account opened nothing: a code of the server's. */
  problem?: string;
}

function readSearch({ next, problem }: Record<string, unknown>): LoginSearch {
  return {
    ...(typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(typeof problem === "string" && /^[a-z_]+$/.test(problem) ? { problem } : {}),
  };
}

export const login = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  component: lazyRouteComponent(() => import("./sign-in-page"), "SignInPage"),
  validateSearch: readSearch,
});

export const register = createRoute({
  getParentRoute: () => rootRoute,
  path: "/register",
  component: lazyRouteComponent(() => import("./register-page"), "RegisterPage"),
  validateSearch: readSearch,
});

export const forgotPassword = createRoute({
  getParentRoute: () => rootRoute,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("./forgot-password-page"), "ForgotPasswordPage"),
});

export const resetPassword = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("./reset-password-page"), "ResetPasswordPage"),
});

export const verifyEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: "/verify-email",
  component: lazyRouteComponent(() => import("./email-link-page"), "VerifyEmailPage"),
});

export const confirmEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: "/confirm-email",
  component: lazyRouteComponent(() => import("./email-link-page"), "ConfirmEmailPage"),
});
