export function ClonedVoicesPage() {
  return null;
}
