const amount = new Intl.NumberFormat("en", { maximumFractionDigits: 2 });

/** Credits as people read them: "1 credit", "2.5 credits". */
export function credits(count: number): string {
  return `${amount.format(count)} ${count === 1 ? "credit" : "credits"}`;
}
