import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Webhook } from "lucide-react";
import { type FormEvent, useState } from "react";
import { api, ok, type Schemas } from "@/api/client";
import { problemOf } from "@/api/problem";
import { ErrorState } from "@/feedback/error-state";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { TextField } from "@/ui/field";
import { SkeletonRows } from "@/ui/skeleton";
import { Switch } from "@/ui/switch";
import { toast } from "@/ui/toast";
import { Checkboxes } from "./checkboxes";
import { DeliveryLog } from "./delivery-log";
import { ProgramsFrame } from "./programs-frame";
import { deliveriesQuery, type Subscription, subscriptionsQuery } from "./queries";
import { SecretNotice } from "./secret-notice";

type Event = Schemas["WebhookEvent"];

const EVENTS: { value: Event; label: string }[] = [
  { value: "job.completed", label: "A job is done" },
  { value: "job.failed", label: "A job failed" },
  { value: "job.cancelled", label: "A job was cancelled" },
];
const OVERLAP_HOURS = 24;

export function WebhooksPage() {
  const subscriptions = useQuery(subscriptionsQuery);
  return (
    <ProgramsFrame title="Webhooks" subtitle="Your own server is told, signed, of what happens here.">
      <div className="flex max-w-3xl flex-col gap-6">
        <Subscribe />
        {subscriptions.isPending && <SkeletonRows rows={2} label="Loading the addresses" />}
        {subscriptions.error && !subscriptions.data && (
          <ErrorState error={subscriptions.error} onRetry={() => subscriptions.refetch()} />
        )}
        {subscriptions.data?.length === 0 && (
          <EmptyState icon={<Webhook aria-hidden />} title="No address is told of anything yet" />
        )}
        {subscriptions.data?.map((subscription) => (
          <SubscriptionCard key={subscription.subscription_id} subscription={subscription} />
        ))}
        {subscriptions.data && <DeliveryLog />}
      </div>
    </ProgramsFrame>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["webhooks"] });
}

function Subscribe() {
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<string[]>(EVENTS.map(({ value }) => value));
  const refresh = useRefresh();
  const subscribing = useMutation({
    mutationFn: () =>
      ok(
        api.POST("/webhooks/subscriptions", {
          body: { url, events: events as Event[], description: "", active: true },
        }),
      ),
    onSuccess: () => {
      setUrl("");
      return refresh();
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    subscribing.mutate();
  }

  return (
    <Card aria-labelledby="new-address">
      <h2 id="new-address" className="mb-4 text-lg">
        A new address
      </h2>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Address"
          type="url"
          required
          maxLength={2048}
          autoComplete="off"
          placeholder="https://example.com/hooks"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          error={subscribing.error && problemOf(subscribing.error).detail}
        />
        <Checkboxes legend="It is told when" choices={EVENTS} chosen={events} onChange={setEvents} />
        <div>
          <Button type="submit" variant="primary" busy={subscribing.isPending} disabled={events.length === 0}>
            Add the address
          </Button>
        </div>
      </form>
    </Card>
  );
}

function SubscriptionCard({ subscription }: { subscription: Subscription }) {
  const [secret, setSecret] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const client = useQueryClient();
  const refresh = useRefresh();
  const params = { path: { subscription_id: subscription.subscription_id } };
  const onError = (error: unknown) => toast(problemOf(error).detail);
  const place = "/webhooks/subscriptions/{subscription_id}";
  const switching = useMutation({
    mutationFn: (active: boolean) => ok(api.PUT(place, { params, body: { active } })),
    onSuccess: refresh,
    onError,
  });
  const removing = useMutation({
    mutationFn: () => ok(api.DELETE(place, { params })),
    onSuccess: refresh,
    onError,
  });
  const testing = useMutation({
    mutationFn: () => ok(api.POST(`${place}/test`, { params })),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveriesQuery.queryKey }),
    onError,
  });
  const showing = useMutation({
    mutationFn: () => ok(api.GET(`${place}/secret`, { params })),
    onSuccess: (found) => setSecret(found.secret),
    onError,
  });
  const rotating = useMutation({
    mutationFn: () =>
      ok(api.POST(`${place}/rotate-secret`, { params, body: { overlap_hours: OVERLAP_HOURS } })),
    onSuccess: (found) => {
      setSecret(found.secret);
      toast("Messages are signed by both secrets for a day");
      return refresh();
    },
    onError,
  });
  return (
    <Card aria-label={subscription.url}>
      <Switch
        label={subscription.url}
        hint={subscription.events.join(", ")}
        checked={subscription.active}
        onChange={(active) => switching.mutate(active)}
      />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button size="sm" busy={testing.isPending} onClick={() => testing.mutate()}>
          Send a test
        </Button>
        <Button size="sm" busy={showing.isPending} onClick={() => showing.mutate()}>
          Show the secret
        </Button>
        <Button size="sm" busy={rotating.isPending} onClick={() => rotating.mutate()}>
          New secret
        </Button>
        <Button size="sm" variant="danger" busy={removing.isPending} onClick={() => setAsking(true)}>
          Remove
        </Button>
      </div>
      {secret && (
        <div className="mt-4">
          <SecretNotice title="The secret of this address" secret={secret}>
            With it your server verifies that a message is from here (Standard Webhooks).
          </SecretNotice>
        </div>
      )}
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title="Remove this address?"
        description="It is told of nothing more, and the log of what was sent to it is deleted."
        action="Remove it"
        onConfirm={() => removing.mutate()}
      />
    </Card>
  );
}
