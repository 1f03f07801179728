"""What operations take and return. Made by generate.py of the server's OpenAPI document; changes here are lost."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict

DeliveryStatus: TypeAlias = Literal['waiting', 'delivered', 'failed']

JobStatus: TypeAlias = Literal['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']

PaymentState: TypeAlias = Literal['open', 'pending', 'paid', 'failed', 'expired']

Provider: TypeAlias = Literal['google', 'github']

Role: TypeAlias = Literal['owner', 'admin', 'member', 'viewer', 'billing']

Scope: TypeAlias = Literal['account:manage', 'account:read', 'account:write', 'api_keys:manage', 'billing:read', 'billing:write', 'credits:read', 'jobs:read', 'jobs:write', 'library:read', 'library:write', 'members:read', 'members:write', 'music:read', 'uploads:write', 'voices:read', 'voices:write', 'workspace:manage']

SubscriptionState: TypeAlias = Literal['active', 'past_due', 'incomplete', 'ended']

Tier: TypeAlias = Literal['Free', 'Pro', 'Advanced']

UsageGroup: TypeAlias = Literal['day', 'tool', 'key']

WebhookEvent: TypeAlias = Literal['job.completed', 'job.failed', 'job.cancelled']


class AccountSecurity(TypedDict):
    """What guards your account."""

    email: str
    email_verified: bool
    has_password: bool
    second_factor: bool
    recovery_codes_left: int
    passkeys: list[PasskeyView]
    identities: list[IdentityView]
    deletion_due_at: str | None
    methods: SignInMethods


class Act(TypedDict):
    """Something that an operator does, and why."""

    reason: str


class AgainRequest(TypedDict):
    """What is to be different this time."""

    parameters: NotRequired[dict[str, Any]]
    webhook_url: NotRequired[str | None]


class ApiKeyView(TypedDict):
    """A key, without its secret."""

    key_id: str
    name: str
    beginning: str
    scopes: list[Scope]
    user_id: str
    expires_at: str | None
    former_secret_until: str | None
    last_used_at: str | None
    revoked_at: str | None
    created_at: str


class AssetView(TypedDict):
    """A file, what is known of it, and where it can be fetched for a while."""

    asset_id: str
    role: str
    type: str
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    url: str
    details: dict[str, Any]
    created_at: str
    expires_at: str | None


class Availability(TypedDict):
    """Whether a provider's voices can be used, and why not."""

    provider: str
    title: str
    available: bool
    reason: str | None
    code: str | None


class Balance(TypedDict):
    """What the workspace has left."""

    balance: float
    debt: float


class BatchItem(TypedDict):
    """One job of a batch."""

    tool: str
    audio_ids: NotRequired[list[str]]
    audio_urls: NotRequired[list[str]]
    reference_ids: NotRequired[list[str]]
    parameters: NotRequired[dict[str, Any]]
    webhook_url: NotRequired[str | None]
    idempotency_key: NotRequired[str | None]


class BatchRequest(TypedDict):
    """Jobs that are asked for together."""

    items: list[BatchItem]


class BatchResult(TypedDict):
    """What became of one item: its job, or why there is none."""

    job: JobReceipt | None
    error: JobError | None


class BatchView(TypedDict):
    """What became of a batch, item by item in their order."""

    batch_id: str
    items: list[BatchResult]
    created_at: str


class BrowserSessionView(TypedDict):
    """The session of a browser."""

    user: Profile | None
    expires_at: str | None
    ended: bool


class CheckoutRequest(TypedDict):
    """What to buy."""

    product: str


class ClonedVoiceView(TypedDict):
    """A cloned voice."""

    voice_id: str
    id: str
    name: str
    description: str
    language: str
    status: Literal['pending', 'training', 'trained', 'failed']
    shared: bool
    is_mine: bool
    characteristics: dict[str, Any]
    sample_text: str | None
    sample_audio: str | None
    job_id: str | None
    error_code: str | None
    error_detail: str | None
    usage_count: int
    last_used_at: str | None
    created_at: str
    trained_at: str | None


class Confirmation(TypedDict):
    """The proof that it is still you."""

    password: str


class Consent(TypedDict):
    """What is to be agreed to before recordings are sent."""

    statement: str


class ConsentView(TypedDict):
    """Who said that the speaker agreed, when, and to what."""

    declared_by: str | None
    speaker: str
    statement: str
    declared_at: str


class Credentials(TypedDict):
    """A sign-in."""

    email: str
    password: str


class CreditGrant(TypedDict):
    """Credits for a workspace."""

    reason: str
    amount: float | str


class CreditPurchase(TypedDict):
    """How many credits to buy: as many as one of the packages holds."""

    credits: int


class CreditsView(TypedDict):
    """What the workspace has left, and in which lots, in the order in which they are spent."""

    credits: float
    debt: float
    lots: list[Lot]


class Deletion(TypedDict):
    """A deletion that was asked for."""

    deletion_due_at: str


class DeletionRequest(TypedDict):
    """That the account is to be deleted."""

    email: str


class DeliveryView(TypedDict):
    """A message to one address, and how it went."""

    delivery_id: str
    message_id: str
    subscription_id: str | None
    job_id: str | None
    event: str
    url: str
    status: DeliveryStatus
    attempts: int
    result: str | None
    answer_status: int | None
    answer_head: str | None
    duration_ms: int | None
    created_at: str
    attempted_at: str | None
    next_attempt_at: str | None


class EffectKindView(TypedDict):
    """A kind of sound that is known."""

    kind: str
    family: str
    words: list[str]


class EffectKindsView(TypedDict):
    """All kinds of sound effects."""

    kinds: list[EffectKindView]


class EmailChange(TypedDict):
    """How a change of address stands."""

    pending: bool


class EmailLink(TypedDict):
    """The secret of a link in a mail."""

    token: str


class ExportView(TypedDict):
    """An archive of everything of a person, in the making or done."""

    export_id: str
    state: Literal['PENDING', 'READY', 'FAILED']
    created_at: str
    size_bytes: int | None
    expires_at: str | None
    url: str | None


class Favourites(TypedDict):
    """The voices that somebody likes."""

    voice_ids: list[str]


class FolderRequest(TypedDict):
    """A folder's name."""

    name: str


class FolderView(TypedDict):
    """A folder of the library."""

    folder_id: str
    name: str
    items: int
    created_at: str


class ForgottenPassword(TypedDict):
    """Whose password is forgotten."""

    email: str


class Formats(TypedDict):
    """What masters can be: per tier, and which pairs of format and rate exist at all."""

    tiers: list[TierFormats]
    genres: list[str]
    sample_rates_by_format: dict[str, list[int]]
    target_lufs: dict[str, float]


class Gallery(TypedDict):
    """Every voice, by category."""

    standard: list[VoiceView]
    premium: list[VoiceView]
    custom: list[VoiceView]
    providers: list[Availability]


class GenerateEffectRequest(TypedDict):
    """A sound effect that is to be made."""

    prompt: str
    duration: NotRequired[float | None]
    settings: NotRequired[dict[str, Any]]
    format: NotRequired[str | None]
    webhook_url: NotRequired[str | None]


class GenerateMusicRequest(TypedDict):
    """Music that is to be made: composed, or by an engine that makes it of the words alone."""

    prompt: NotRequired[str]
    preset_id: NotRequired[str | None]
    duration: NotRequired[float | None]
    settings: NotRequired[dict[str, Any]]
    plan: NotRequired[dict[str, Any] | None]
    voice_audio_id: NotRequired[str | None]
    engine: NotRequired[str | None]
    source_audio_id: NotRequired[str | None]
    format: NotRequired[str | None]
    webhook_url: NotRequired[str | None]


class GeneratorOption(TypedDict):
    """Something that may be asked of a generator."""

    least: NotRequired[float | None]
    most: NotRequired[float | None]
    whole: NotRequired[bool]
    default: NotRequired[float | str | None]
    choices: NotRequired[list[str] | None]
    most_characters: NotRequired[int | None]


class GeneratorView(TypedDict):
    """A network that makes music or sounds of words, and what may be asked of it."""

    tool: str
    engine: str
    title: str
    summary: str
    makes: list[Literal['music', 'sound_effect']]
    options: dict[str, GeneratorOption]
    licence: str
    is_ready: bool
    missing: str


class GeneratorsView(TypedDict):
    """All networks that make music or sounds."""

    generators: list[GeneratorView]


class Health(TypedDict):
    """The state of the product's parts."""

    status: Literal['ok', 'degraded', 'down']
    version: str
    database: Literal['ok', 'down']
    queue: Literal['ok', 'down']
    storage: Literal['ok', 'down']
    worker: Literal['ok', 'down']
    workers_alive: int
    oldest_waiting_s: float


class IdentityView(TypedDict):
    """An account at a provider that opens one here."""

    identity_id: str
    provider: Provider
    email: str
    created_at: str


class InstrumentView(TypedDict):
    """An instrument, and which roles of a plan it can play."""

    name: str
    title: str
    family: str
    roles: list[Literal['drums', 'percussion', 'bass', 'chords', 'pad', 'arpeggio', 'riff', 'lead', 'counter_melody', 'drone', 'effects']]


class Invitation(TypedDict):
    """An invitation that can still be accepted."""

    invitation_id: str
    email: str
    role: Literal['admin', 'member', 'viewer', 'billing']
    created_at: str
    expires_at: str


class InvitationMade(TypedDict):
    """A fresh invitation."""

    invitation_id: str
    email: str
    role: Literal['admin', 'member', 'viewer', 'billing']
    created_at: str
    expires_at: str
    mailed: bool
    link: str | None


class InvitationToken(TypedDict):
    """What an invitation's link ends with."""

    token: str


class InvitationView(TypedDict):
    """What somebody is invited to."""

    team: str
    invited_by: str | None
    email: str
    role: Literal['admin', 'member', 'viewer', 'billing']
    expires_at: str
    is_yours: bool


class ItemChanges(TypedDict):
    """What is to change of an item."""

    name: NotRequired[str | None]
    folder_id: NotRequired[str | None]
    tags: NotRequired[list[str] | None]
    kept: NotRequired[bool | None]
    music: NotRequired[MusicFacts | None]


class ItemView(TypedDict):
    """A sound or document of the library."""

    audio_id: str
    name: str
    file_name: str
    type: str
    role: str
    source: str
    job_id: str | None
    url: str
    media_type: str
    format: str
    size: int
    sha256: str
    duration: float | None
    music: MusicFacts | None
    details: dict[str, Any]
    generation_config: dict[str, Any]
    folder_id: str | None
    tags: list[str]
    kept: bool
    created_at: str
    updated_at: str
    expires_at: str | None
    trashed_at: str | None


class JobChanges(TypedDict):
    """What changed in a workspace, as `/jobs/live` sends it."""

    jobs: list[JobView]
    deleted: list[str]
    complete: bool
    cursor: str


class JobError(TypedDict):
    """Why a job ended without a result."""

    code: str
    detail: str


class JobReceipt(TypedDict):
    """A job that was accepted and paid."""

    job_id: str
    status: JobStatus
    cost: float
    status_url: str


class JobRow(TypedDict):
    """A job, without what it is made of: names of files and parameters are the customer's."""

    job_id: str
    workspace_id: str
    workspace: str
    email: str | None
    tool: str
    status: JobStatus
    attempt: int
    max_attempts: int
    cost: float
    error_code: str | None
    error_detail: str | None
    created_at: str
    finished_at: str | None


class JobView(TypedDict):
    """A job, how far it is and, once it is done, what it made."""

    job_id: str
    status: JobStatus
    cost: float
    status_url: str
    tool: str
    model: str
    params: dict[str, Any]
    filename: str
    progress: float
    message: str
    attempt: int
    cancel_requested: bool
    inputs: list[AssetView]
    outputs: list[AssetView]
    report: dict[str, Any] | None
    error: JobError | None
    external_user: str | None
    created_at: str
    started_at: str | None
    finished_at: str | None


class Joined(TypedDict):
    """The team that somebody has joined."""

    workspace_id: str


class KeepRequest(TypedDict):
    """An output of a job that is to be kept."""

    name: NotRequired[str | None]
    folder_id: NotRequired[str | None]
    tags: NotRequired[list[str] | None]
    kept: NotRequired[bool | None]
    music: NotRequired[MusicFacts | None]
    asset_id: str


class KeptBy(TypedDict):
    """What a workspace keeps."""

    workspace_id: str
    name: str
    tier: Tier
    kept_bytes: int


class LibraryJobRequest(TypedDict):
    """Sounds that a tool is to work on: those that are here already, and those at public addresses."""

    tool: str
    audio_ids: NotRequired[list[str]]
    audio_urls: NotRequired[list[str]]
    reference_ids: NotRequired[list[str]]
    parameters: NotRequired[dict[str, Any]]
    webhook_url: NotRequired[str | None]


class LogEntry(TypedDict):
    """Something that an operator did."""

    entry_id: str
    created_at: str
    operator: str
    act: str
    target_kind: Literal['user', 'workspace', 'job', 'purchase']
    target_id: str
    target: str
    reason: str
    details: dict[str, Any]


class Lot(TypedDict):
    """Credits that came together and expire together."""

    id: str
    kind: Literal['signup', 'purchase', 'subscription', 'admin', 'promotion']
    granted: float
    remaining: float
    expires_at: str | None
    created_at: str


class LotPart(TypedDict):
    """What a movement took from one lot, or gave to it."""

    lot_id: str
    kind: Literal['signup', 'purchase', 'subscription', 'admin', 'promotion']
    amount: float


class MadeApiKey(TypedDict):
    """A key with its secret, which is told this once."""

    key_id: str
    name: str
    beginning: str
    scopes: list[Scope]
    user_id: str
    expires_at: str | None
    former_secret_until: str | None
    last_used_at: str | None
    revoked_at: str | None
    created_at: str
    secret: str


class MasterRequest(TypedDict):
    """A track to master, named by its address."""

    file_url: str
    reference_urls: NotRequired[list[str]]
    genre: NotRequired[str]
    target_format: NotRequired[str]
    target_sample_rate: NotRequired[int | None]
    target_lufs: NotRequired[float | None]
    intensity: NotRequired[float]
    report: NotRequired[bool]
    preview: NotRequired[bool]
    webhook_url: NotRequired[str | None]
    target: NotRequired[str | None]
    user_id: NotRequired[int | str | None]
    tier: NotRequired[Tier | None]


class Member(TypedDict):
    """Somebody who belongs to a workspace."""

    user_id: str
    username: str
    email: str
    role: Role
    monthly_limit: float | None
    spent: float | None
    joined_at: str


class MemberChange(TypedDict):
    """What is to change of a member."""

    role: NotRequired[Role | None]
    monthly_limit: NotRequired[float | str | None]


class MemberUsageView(TypedDict):
    """What one person has spent in a month."""

    user_id: str
    username: str | None
    spent: float


class MonthlyUsage(TypedDict):
    """What each person has spent of a workspace's credits in a calendar month, in UTC."""

    month: str
    members: list[MemberUsageView]


class MusicFacts(TypedDict):
    """What a piece of music is, as libraries of music describe theirs."""

    genre: NotRequired[str | None]
    mood: NotRequired[str | None]
    bpm: NotRequired[float | None]
    key: NotRequired[str | None]
    metre: NotRequired[str | None]
    royalty_free: NotRequired[bool | None]


class MusicPreviewRequest(TypedDict):
    """Which preset is to be heard."""

    preset_id: str


class MusicPreviewView(TypedDict):
    """Where a preset can be heard."""

    preset_id: str
    url: str


class MuteEdit(TypedDict):
    """A role that is to be silent, or heard again."""

    role: Literal['drums', 'percussion', 'bass', 'chords', 'pad', 'arpeggio', 'riff', 'lead', 'counter_melody', 'drone', 'effects']
    is_muted: NotRequired[bool]


class NewApiKey(TypedDict):
    """A key to be made."""

    name: str
    scopes: list[Scope]
    expires_at: NotRequired[str | None]


class NewEmail(TypedDict):
    """The address that an account is to have."""

    email: str


class NewInvitation(TypedDict):
    """Somebody who is asked to join."""

    email: str
    role: NotRequired[Literal['admin', 'member', 'viewer', 'billing']]


class NewOwner(TypedDict):
    """Who is to own a team."""

    user_id: str


class NewPasskey(TypedDict):
    """A passkey that a browser has made."""

    challenge: str
    credential: dict[str, Any]
    name: str


class NewPassword(TypedDict):
    """A new password, by a link."""

    token: str
    password: str


class NewSecondFactor(TypedDict):
    """A secret for an authenticator app."""

    secret: str
    uri: str
    qr_code: str


class NewTeam(TypedDict):
    """A team to be made."""

    name: str


class Page_ClonedVoiceView_(TypedDict):
    """Page_ClonedVoiceView_."""

    items: list[ClonedVoiceView]
    next_cursor: str | None


class Page_DeliveryView_(TypedDict):
    """Page_DeliveryView_."""

    items: list[DeliveryView]
    next_cursor: str | None


class Page_ItemView_(TypedDict):
    """Page_ItemView_."""

    items: list[ItemView]
    next_cursor: str | None


class Page_JobRow_(TypedDict):
    """Page_JobRow_."""

    items: list[JobRow]
    next_cursor: str | None


class Page_JobView_(TypedDict):
    """Page_JobView_."""

    items: list[JobView]
    next_cursor: str | None


class Page_LogEntry_(TypedDict):
    """Page_LogEntry_."""

    items: list[LogEntry]
    next_cursor: str | None


class Page_PurchaseRow_(TypedDict):
    """Page_PurchaseRow_."""

    items: list[PurchaseRow]
    next_cursor: str | None


class Page_PurchaseView_(TypedDict):
    """Page_PurchaseView_."""

    items: list[PurchaseView]
    next_cursor: str | None


class Page_ReconciliationRow_(TypedDict):
    """Page_ReconciliationRow_."""

    items: list[ReconciliationRow]
    next_cursor: str | None


class Page_Transaction_(TypedDict):
    """Page_Transaction_."""

    items: list[Transaction]
    next_cursor: str | None


class Page_UserRow_(TypedDict):
    """Page_UserRow_."""

    items: list[UserRow]
    next_cursor: str | None


class Page_WorkspaceRow_(TypedDict):
    """Page_WorkspaceRow_."""

    items: list[WorkspaceRow]
    next_cursor: str | None


class PasskeyOptions(TypedDict):
    """What a browser needs to make a passkey, or to use one."""

    challenge: str
    options: dict[str, Any]


class PasskeyProof(TypedDict):
    """A challenge that a passkey has signed."""

    challenge: str
    credential: dict[str, Any]


class PasskeyView(TypedDict):
    """A passkey of somebody's."""

    passkey_id: str
    name: str
    created_at: str
    last_used_at: str | None


class PasswordChange(TypedDict):
    """A new password, and the present one where there is one."""

    current_password: NotRequired[str | None]
    password: str


class Paywall(TypedDict):
    """What is for sale, and what the workspace has."""

    provider: Literal['sandbox', 'stripe', 'square'] | None
    is_sandbox: bool
    credits: float
    debt: float
    tier: Tier
    packages: list[PriceView]
    plans: list[PriceView]
    subscription: PlanSubscriptionView | None


class PlanChange(TypedDict):
    """The plan that a workspace is to have."""

    reason: str
    tier: Tier


class PlanEdit(TypedDict):
    """A plan, and the one thing that is to become of it."""

    plan: dict[str, Any]
    extend_by_s: NotRequired[float | None]
    cut_to_s: NotRequired[float | None]
    vary_section: NotRequired[int | None]
    swap: NotRequired[SwapEdit | None]
    mute: NotRequired[MuteEdit | None]


class PlanRequest(TypedDict):
    """Music that is to be planned, or a plan that is to be checked."""

    prompt: NotRequired[str]
    preset_id: NotRequired[str | None]
    duration: NotRequired[float | None]
    settings: NotRequired[dict[str, Any]]
    plan: NotRequired[dict[str, Any] | None]


class PlanSubscriptionView(TypedDict):
    """A plan that the workspace pays for."""

    product: str
    name: str
    tier: Tier
    state: SubscriptionState
    period_end: str
    cancels_at_period_end: bool


class PlanView(TypedDict):
    """A plan, before anything is charged."""

    plan: dict[str, Any]
    understood: list[UnderstoodView]
    remarks: list[RemarkView]
    price: float


class PortalView(TypedDict):
    """Where invoices are seen and a plan is changed or ended."""

    url: str


class PremiumModel(TypedDict):
    """A model that a provider speaks with."""

    id: str
    name: str
    provider: str
    languages: list[str]
    most_characters: int | None


class PremiumUsage(TypedDict):
    """What of the operator's plan with a provider is used."""

    provider: str
    characters: int
    most_characters: int
    resets_at: str | None


class PresetView(TypedDict):
    """A style that is ready to be used."""

    id: str
    name: str
    prompt: str
    icon: str
    category: str
    preview_url: str


class PresetsView(TypedDict):
    """All presets, and the instruments that plans are made of."""

    presets: list[PresetView]
    instruments: list[InstrumentView]


class PreviewRequest(TypedDict):
    """Whose preview is wanted."""

    voice_id: str


class PreviewView(TypedDict):
    """Where a voice can be heard."""

    voice_id: str
    url: str


class PriceView(TypedDict):
    """Something for sale."""

    product: str
    name: str
    credits: float
    amount_minor: int
    currency: str
    tier: Tier | None
    credits_last_days: int | None


class ProblemDocument(TypedDict):
    """What went wrong, for people (`title`, `detail`) and for programs (`code`, further members)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: NotRequired[str | None]


class Profile(TypedDict):
    """The signed-in user and the workspace that they work in."""

    id: str
    email: str
    email_verified: bool
    username: str
    workspace_id: str
    role: Role
    tier: Tier
    credits: float
    is_operator: bool
    created_at: str
    deletion_due_at: str | None
    workspaces: list[WorkspaceView]


class PronunciationChanges(TypedDict):
    """What is to change of a pronunciation."""

    word: NotRequired[str | None]
    spoken: NotRequired[str | None]


class PronunciationRequest(TypedDict):
    """A word and how it is to be spoken."""

    word: str
    spoken: str


class PronunciationView(TypedDict):
    """A word of the workspace's dictionary."""

    pronunciation_id: str
    word: str
    spoken: str
    created_at: str
    updated_at: str


class ProviderAddress(TypedDict):
    """Where a browser goes to sign in there."""

    authorization_url: str


class ProviderChoice(TypedDict):
    """Which provider to go to."""

    provider: Provider


class PurchaseRow(TypedDict):
    """What somebody bought."""

    purchase_id: str
    workspace_id: str
    workspace: str
    email: str | None
    name: str
    amount_minor: int
    currency: str
    provider: str
    state: PaymentState
    refunded_minor: int
    created_at: str


class PurchaseView(TypedDict):
    """A checkout, and what became of it."""

    purchase_id: str
    product: str
    name: str
    credits: float
    amount_minor: int
    currency: str
    state: PaymentState
    refunded_minor: int
    checkout_url: str | None
    receipt_url: str | None
    created_at: str


class Queue(TypedDict):
    """The queue, and who works on it."""

    oldest_waiting_s: float
    lengths: list[QueueLength]
    workers: list[WorkerRow]


class QueueLength(TypedDict):
    """How many entries of a queue are in a state."""

    queue: str
    status: str
    entries: int


class Quote(TypedDict):
    """What a run would cost, and whether it can be asked for."""

    tool: str
    price: float
    balance: float
    affordable: bool
    tier: Tier
    max_file_size_bytes: int
    max_duration_s: int


class QuoteRequest(TypedDict):
    """A run that somebody thinks of asking for."""

    tool: str
    parameters: NotRequired[dict[str, Any]]
    file_count: NotRequired[int]


class Received(TypedDict):
    """Word to a payment provider that its event was kept."""

    received: NotRequired[Literal[True]]


class ReconciliationRow(TypedDict):
    """A comparison of the ledger with what a payment provider knows."""

    reconciliation_id: str
    provider: str
    created_at: str
    ended_at: str
    objects_read: int
    healed: int
    faults: list[str]


class RecoveryCodes(TypedDict):
    """Codes that each stand in for the app once."""

    codes: list[str]


class RefreshToken(TypedDict):
    """The long-lived half of a session."""

    refresh_token: str


class Refund(TypedDict):
    """Money that is to go back to a customer."""

    reason: str
    amount_minor: NotRequired[int | None]


class Registration(TypedDict):
    """A new account."""

    email: str
    username: str
    password: str


class RemarkView(TypedDict):
    """Something that is not as asked, or was not understood."""

    code: str
    detail: str
    words: list[str]


class Rotation(TypedDict):
    """How a key is given a new secret."""

    overlap_hours: NotRequired[int]


class SampleView(TypedDict):
    """A recording to learn a voice from, and how good it is for that."""

    sample_id: str
    name: str | None
    url: str | None
    voice_id: str | None
    score: int
    findings: dict[str, Any]
    consent: ConsentView


class SamplesView(TypedDict):
    """Recordings that were accepted."""

    samples: list[SampleView]
    score: int
    speech_s: float


class SandboxCheckout(TypedDict):
    """A checkout of the sandbox, which takes no money."""

    checkout_id: str
    name: str
    credits: float
    amount_minor: int
    currency: str
    tier: Tier | None
    state: PaymentState
    return_url: str


class SandboxOutcome(TypedDict):
    """What is to become of a checkout: paid, refused, or paid later, as with SEPA."""

    outcome: Literal['pay', 'decline', 'pay_later']


class SecondFactorCode(TypedDict):
    """A code of the authenticator app."""

    code: str


class SecondFactorProof(TypedDict):
    """The second step of signing in."""

    challenge: str
    code: str


class SecretRotation(TypedDict):
    """How a subscription is given a new secret."""

    overlap_hours: NotRequired[int]


class SessionTokens(TypedDict):
    """The two halves of a session: one to send with every request, one to renew it with, once."""

    access_token: str
    refresh_token: str
    token_type: NotRequired[str]
    expires_in: int


class SessionView(TypedDict):
    """A place where somebody is signed in."""

    session_id: str
    current: bool
    kind: Literal['browser', 'program']
    user_agent: str
    address: str
    created_at: str
    last_used_at: str
    expires_at: str


class SignInMethods(TypedDict):
    """How people can sign in here, and what the server can do about it."""

    mail: bool
    passkeys: bool
    providers: list[Provider]


class SignedIn(TypedDict):
    """A fresh session and whose it is."""

    access_token: str
    refresh_token: str
    token_type: NotRequired[str]
    expires_in: int
    user: Profile


class SpeakAsRequest(TypedDict):
    """A text and the cloned voice that is to speak it."""

    voice_id: str
    text: str
    voice_settings: NotRequired[dict[str, Any]]
    format: NotRequired[str | None]
    webhook_url: NotRequired[str | None]


class SpeakRequest(TypedDict):
    """A text and the voice that is to speak it."""

    text: str
    voice_id: str
    model: NotRequired[str | None]
    voice_settings: NotRequired[dict[str, Any]]
    format: NotRequired[str | None]
    webhook_url: NotRequired[str | None]


class SpeechModel(TypedDict):
    """A model as OpenAI's ``GET /v1/models`` describes one."""

    id: str
    object: NotRequired[Literal['model']]
    created: int
    owned_by: str


class SpeechModels(TypedDict):
    """The models that ``model`` may name."""

    object: NotRequired[Literal['list']]
    data: list[SpeechModel]


class SpeechRequest(TypedDict):
    """The body of OpenAI's ``POST /v1/audio/speech``."""

    input: str
    voice: str | SpeechVoice
    model: NotRequired[str | None]
    instructions: NotRequired[str | None]
    response_format: NotRequired[Literal['mp3', 'opus', 'aac', 'flac', 'wav', 'pcm'] | None]
    speed: NotRequired[float | None]
    stream_format: NotRequired[Literal['audio', 'sse'] | None]


class SpeechVoice(TypedDict):
    """A voice as OpenAI's clients name one that somebody made."""

    id: str


class SpeechVoices(TypedDict):
    """The voices that ``POST /v1/audio/speech`` takes."""

    voices: list[str]


class Statistics(TypedDict):
    """How the installation stands."""

    users: int
    new_users: int
    suspended_users: int
    workspaces: dict[str, int]
    teams: int
    credits: dict[str, float]
    outstanding_credits: float
    jobs: dict[str, int]
    tools: dict[str, int]
    kept_bytes: int


class Storage(TypedDict):
    """What lies in the storage."""

    kept_bytes: int
    files: dict[str, int]
    largest: list[KeptBy]


class StorageView(TypedDict):
    """What a workspace keeps, and how much it may."""

    kept_bytes: int
    allowed_bytes: int | None


class SubscriptionChanges(TypedDict):
    """What is to change of a subscription."""

    url: NotRequired[str | None]
    events: NotRequired[list[WebhookEvent] | None]
    description: NotRequired[str | None]
    active: NotRequired[bool | None]


class SubscriptionRequest(TypedDict):
    """An address that is to be told of events."""

    url: str
    events: NotRequired[list[WebhookEvent]]
    description: NotRequired[str]
    active: NotRequired[bool]


class SubscriptionView(TypedDict):
    """An address that is told of events."""

    subscription_id: str
    url: str
    description: str
    events: list[WebhookEvent]
    active: bool
    former_secret_until: str | None
    created_at: str


class Suspension(TypedDict):
    """Whether somebody, or a workspace, is suspended."""

    reason: str
    suspended: bool


class SwapEdit(TypedDict):
    """Another instrument for a role."""

    role: Literal['drums', 'percussion', 'bass', 'chords', 'pad', 'arpeggio', 'riff', 'lead', 'counter_melody', 'drone', 'effects']
    instrument: str


class TeamDeletionRequest(TypedDict):
    """That a team is to be deleted."""

    name: str


class TierFormats(TypedDict):
    """What one tier may ask for."""

    tier: Tier
    formats: list[str]
    sample_rates: list[int]
    processing: str
    max_file_size_mb: int


class ToolView(TypedDict):
    """A tool and what it takes."""

    name: str
    verb: str
    title: str
    summary: str
    parameters: dict[str, Any]
    price: int
    takes: Literal['sound', 'text', 'parameters']
    min_files: int
    max_files: int
    max_references: int


class TrainRequest(TypedDict):
    """The recordings that a voice is to be learned from, and what it is to be."""

    name: str
    sample_ids: list[str]
    description: NotRequired[str]
    language: NotRequired[Literal['en-US', 'en-GB', 'es', 'fr-FR', 'hi', 'it', 'ja', 'pt-BR', 'zh-CN']]
    effort: NotRequired[Literal['thorough', 'quick']]
    shared: NotRequired[bool]
    sample_text: NotRequired[str]
    webhook_url: NotRequired[str | None]


class Training(TypedDict):
    """A voice that is being learned, and the job that does it."""

    voice: ClonedVoiceView
    job: JobReceipt | JobView


class Transaction(TypedDict):
    """One movement of credits."""

    id: str
    kind: Literal['signup', 'grant', 'purchase', 'subscription', 'promotion', 'debit', 'refund', 'expiry', 'reversal', 'restoration', 'debt']
    amount: float
    balance_after: float
    description: str
    reference: str | None
    created_at: str
    lots: NotRequired[list[LotPart]]


class TrashView(TypedDict):
    """What lies in the trash, to be restored or deleted for good."""

    items: int
    size_bytes: int


class UnderstoodView(TypedDict):
    """Something that the words say: which part of a plan it is about, what it says, and by which words."""

    what: str
    value: str | float
    words: str


class UploadView(TypedDict):
    """A file on its way in."""

    upload_id: str
    name: str
    size_bytes: int
    offset_bytes: int
    finished: bool
    created_at: str
    expires_at: str


class Usage(TypedDict):
    """What the workspace used from one day to another, both included, in UTC."""

    first_day: str
    last_day: str
    rows: list[UsageRow]
    jobs: int
    credits: float


class UsageRow(TypedDict):
    """What was used on one day, of one tool, with one key: as far as the usage was to be told apart."""

    day: str | None
    tool: str | None
    key_id: str | None
    key_name: str | None
    jobs: int
    completed: int
    failed: int
    cancelled: int
    credits: float


class UserRow(TypedDict):
    """Somebody who has an account."""

    user_id: str
    email: str
    username: str
    is_operator: bool
    suspended_at: str | None
    created_at: str
    workspaces: int


class VerifiedEmail(TypedDict):
    """An address that was proved."""

    email: str
    welcome: Welcome


class VoiceChanges(TypedDict):
    """What is to change of a voice."""

    name: NotRequired[str | None]
    description: NotRequired[str | None]
    shared: NotRequired[bool | None]


class VoiceView(TypedDict):
    """A voice that text can be spoken with."""

    id: str
    name: str
    category: Literal['standard', 'premium', 'custom']
    provider: str
    language: str | None
    accent: str | None
    gender: str | None
    age: NotRequired[str | None]
    grade: NotRequired[str | None]
    description: NotRequired[str]
    preview_url: str | None
    unreadable: NotRequired[str | None]


class WebhookSecret(TypedDict):
    """What a receiver verifies messages with."""

    secret: str


class Welcome(TypedDict):
    """What a verified address brought."""

    outcome: Literal['given', 'given_before', 'mailbox_used', 'network_limit', 'domain_limit', 'none_offered']
    credits: int


class WorkerRow(TypedDict):
    """A worker that was heard of lately."""

    worker_id: str
    queues: list[str]
    started_at: str
    heartbeat_at: str


class WorkspaceChoice(TypedDict):
    """The workspace that a browser's session is to work in."""

    workspace_id: str


class WorkspaceDetails(TypedDict):
    """The workspace that the request is about."""

    workspace_id: str
    name: str
    kind: Literal['personal', 'team', 'service']
    tier: Tier
    role: Role
    seats: int
    seats_taken: int
    suspended: bool
    deletion_due_at: str | None


class WorkspaceRow(TypedDict):
    """A workspace."""

    workspace_id: str
    name: str
    kind: Literal['personal', 'team', 'service']
    tier: Tier
    suspended_at: str | None
    created_at: str
    owner: str | None
    members: int
    balance: float
    kept_bytes: int


class WorkspaceView(TypedDict):
    """A workspace that somebody belongs to."""

    workspace_id: str
    name: str
    kind: Literal['personal', 'team', 'service']
    role: Role
