/** Every feature that has screens, one line each. What they are, and where they stand, each says in its own routes. */
export * from "@/features/account/routes";
export * from "@/features/admin/routes";
export * from "@/features/cloning/routes";
export * from "@/features/credits/routes";
export * from "@/features/jobs/routes";
export * from "@/features/library/routes";
export * from "@/features/music/routes";
export * from "@/features/programs/routes";
export * from "@/features/team/routes";
export * from "@/features/tools/routes";
export * from "@/features/voices/routes";
