"""The operations of the API. Made by generate.py of the server's OpenAPI document; changes here are lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from audiostudio_client.models import AccountSecurity, Act, AgainRequest, ApiKeyView, Balance, BatchRequest, BatchView, BrowserSessionView, CheckoutRequest, ClonedVoiceView, Confirmation, Consent, Credentials, CreditGrant, CreditPurchase, CreditsView, Deletion, DeletionRequest, DeliveryView, EffectKindsView, EmailChange, EmailLink, ExportView, Favourites, FolderRequest, FolderView, ForgottenPassword, Formats, Gallery, GenerateEffectRequest, GenerateMusicRequest, GeneratorsView, Health, Invitation, InvitationMade, InvitationToken, InvitationView, ItemChanges, ItemView, JobReceipt, JobStatus, JobView, Joined, KeepRequest, LibraryJobRequest, MadeApiKey, MasterRequest, Member, MemberChange, MonthlyUsage, MusicPreviewRequest, MusicPreviewView, NewApiKey, NewEmail, NewInvitation, NewOwner, NewPasskey, NewPassword, NewSecondFactor, NewTeam, Page_ClonedVoiceView_, Page_DeliveryView_, Page_ItemView_, Page_JobRow_, Page_JobView_, Page_LogEntry_, Page_PurchaseRow_, Page_PurchaseView_, Page_ReconciliationRow_, Page_Transaction_, Page_UserRow_, Page_WorkspaceRow_, PasskeyOptions, PasskeyProof, PasskeyView, PasswordChange, Paywall, PlanChange, PlanEdit, PlanRequest, PlanView, PortalView, PremiumModel, PremiumUsage, PresetsView, PreviewRequest, PreviewView, Profile, PronunciationChanges, PronunciationRequest, PronunciationView, ProviderAddress, ProviderChoice, PurchaseView, Queue, Quote, QuoteRequest, Received, RecoveryCodes, RefreshToken, Refund, Registration, Rotation, SampleView, SamplesView, SandboxCheckout, SandboxOutcome, SecondFactorCode, SecondFactorProof, SecretRotation, SessionTokens, SessionView, SignInMethods, SignedIn, SpeakAsRequest, SpeakRequest, SpeechModels, SpeechRequest, SpeechVoices, Statistics, Storage, StorageView, SubscriptionChanges, SubscriptionRequest, SubscriptionView, Suspension, TeamDeletionRequest, ToolView, TrainRequest, Training, TrashView, Usage, UsageGroup, VerifiedEmail, VoiceChanges, WebhookSecret, WorkspaceChoice, WorkspaceDetails, WorkspaceView
from audiostudio_client.requests import FileField


class Operations(ABC):
    """One method for each operation."""

    @abstractmethod
    def _ask(self, method: str, path: str, **more: Any) -> Any: ...

    def register(self, body: Registration) -> SignedIn:
        """Make an account and sign in."""
        answer: SignedIn = self._ask('POST', '/auth/register', body=body)
        return answer

    def log_in(self, body: Credentials) -> SignedIn:
        """Sign in with e-mail address and password."""
        answer: SignedIn = self._ask('POST', '/auth/login', body=body)
        return answer

    def log_in_with_second_factor(self, body: SecondFactorProof) -> SignedIn:
        """Finish signing in with a code of the authenticator app, or a recovery code."""
        answer: SignedIn = self._ask('POST', '/auth/login/second-factor', body=body)
        return answer

    def refresh(self, body: RefreshToken) -> SessionTokens:
        """Spend the refresh token for a fresh pair of tokens."""
        answer: SessionTokens = self._ask('POST', '/auth/refresh', body=body)
        return answer

    def log_out(self, body: RefreshToken) -> None:
        """End the session that the refresh token belongs to, and with it its access tokens."""
        self._ask('POST', '/auth/logout', body=body)

    def me(self) -> Profile:
        """Return the signed-in user, the tier and credits of the workspace they work in, and all their workspaces."""
        answer: Profile = self._ask('GET', '/auth/me')
        return answer

    def browser_session(self) -> BrowserSessionView:
        """Say who is signed in here."""
        answer: BrowserSessionView = self._ask('GET', '/auth/session')
        return answer

    def sign_in_browser(self, body: Credentials) -> BrowserSessionView:
        """Sign a browser in: the session comes as a cookie and is sent by the browser itself from then on."""
        answer: BrowserSessionView = self._ask('POST', '/auth/session', body=body)
        return answer

    def sign_out_browser(self) -> None:
        """End the browser's session: its cookie opens nothing from now on, wherever a copy of it may be."""
        self._ask('DELETE', '/auth/session')

    def sign_in_browser_with_second_factor(self, body: SecondFactorProof) -> BrowserSessionView:
        """Finish signing a browser in with a code of the authenticator app, or a recovery code."""
        answer: BrowserSessionView = self._ask('POST', '/auth/session/second-factor', body=body)
        return answer

    def register_browser(self, body: Registration) -> BrowserSessionView:
        """Make an account and sign the browser in."""
        answer: BrowserSessionView = self._ask('POST', '/auth/session/register', body=body)
        return answer

    def switch_workspace(self, body: WorkspaceChoice) -> BrowserSessionView:
        """Let the browser work in another workspace of its user's: pages, the live line and downloads follow."""
        answer: BrowserSessionView = self._ask('PUT', '/auth/session/workspace', body=body)
        return answer

    def list_api_keys(self) -> list[ApiKeyView]:
        """Return the workspace's keys, newest first, revoked ones last."""
        answer: list[ApiKeyView] = self._ask('GET', '/api-keys')
        return answer

    def make_api_key(self, body: NewApiKey) -> MadeApiKey:
        """Make a key that may what you may, as far as its scopes go."""
        answer: MadeApiKey = self._ask('POST', '/api-keys', body=body)
        return answer

    def rotate_api_key(self, key_id: str, body: Rotation) -> MadeApiKey:
        """Give a key of yours a new secret."""
        answer: MadeApiKey = self._ask('POST', f'/api-keys/{key_id}/rotate', body=body)
        return answer

    def revoke_api_key(self, key_id: str) -> None:
        """End a key: the next request with it is refused."""
        self._ask('DELETE', f'/api-keys/{key_id}')

    def make_team(self, body: NewTeam) -> WorkspaceView:
        """Make a team."""
        answer: WorkspaceView = self._ask('POST', '/workspaces', body=body)
        return answer

    def get_workspace(self) -> WorkspaceDetails:
        """Return the workspace that the request is about, with its plan and seats."""
        answer: WorkspaceDetails = self._ask('GET', '/workspace')
        return answer

    def rename_workspace(self, body: NewTeam) -> None:
        """Give the workspace another name."""
        self._ask('PATCH', '/workspace', body=body)

    def list_members(self) -> list[Member]:
        """Return who belongs to the workspace, as what, and what they have spent this month."""
        answer: list[Member] = self._ask('GET', '/workspace/members')
        return answer

    def change_member(self, user_id: str, body: MemberChange) -> None:
        """Change a member's role or monthly limit."""
        self._ask('PATCH', f'/workspace/members/{user_id}', body=body)

    def remove_member(self, user_id: str) -> None:
        """Remove a member."""
        self._ask('DELETE', f'/workspace/members/{user_id}')

    def leave_workspace(self) -> None:
        """Leave the team that the request is about."""
        self._ask('POST', '/workspace/leave')

    def transfer_ownership(self, body: NewOwner) -> None:
        """Make a member the owner."""
        self._ask('POST', '/workspace/transfer', body=body)

    def list_invitations(self) -> list[Invitation]:
        """Return the invitations that can still be accepted, newest first."""
        answer: list[Invitation] = self._ask('GET', '/workspace/invitations')
        return answer

    def invite(self, body: NewInvitation) -> InvitationMade:
        """Ask somebody to join."""
        answer: InvitationMade = self._ask('POST', '/workspace/invitations', body=body)
        return answer

    def revoke_invitation(self, invitation_id: str) -> None:
        """Make an invitation void."""
        self._ask('DELETE', f'/workspace/invitations/{invitation_id}')

    def look_at_invitation(self, body: InvitationToken) -> InvitationView:
        """Say what a token invites to."""
        answer: InvitationView = self._ask('POST', '/invitations/look', body=body)
        return answer

    def accept_invitation(self, body: InvitationToken) -> Joined:
        """Join the team that a token invites to, and return its `workspace_id`."""
        answer: Joined = self._ask('POST', '/invitations/accept', body=body)
        return answer

    def workspaces_usage(self, *, month: str | None = None) -> MonthlyUsage:
        """Return what each person has spent of the workspace's credits in a month, those who have left included."""
        answer: MonthlyUsage = self._ask('GET', '/workspace/usage', query={'month': month})
        return answer

    def ask_to_verify(self) -> None:
        """Have the link sent again that proves your address."""
        self._ask('POST', '/auth/email/verification')

    def verify_email(self, body: EmailLink) -> VerifiedEmail:
        """Prove an address by the link that was sent to it."""
        answer: VerifiedEmail = self._ask('POST', '/auth/email/verify', body=body)
        return answer

    def ask_to_change_email(self, body: NewEmail) -> EmailChange:
        """Change your address: once the link is opened that was sent to the new one."""
        answer: EmailChange = self._ask('POST', '/auth/email/change', body=body)
        return answer

    def confirm_email_change(self, body: EmailLink) -> VerifiedEmail:
        """Prove a new address by the link that was sent to it."""
        answer: VerifiedEmail = self._ask('POST', '/auth/email/change/confirm', body=body)
        return answer

    def forgot_password(self, body: ForgottenPassword) -> None:
        """Have a link for a new password sent, if there is such an account: the answer does not tell."""
        self._ask('POST', '/auth/password/forgot', body=body)

    def reset_password(self, body: NewPassword) -> None:
        """Set a new password by a link."""
        self._ask('POST', '/auth/password/reset', body=body)

    def list_sessions(self) -> list[SessionView]:
        """Return where you are signed in, the last used first."""
        answer: list[SessionView] = self._ask('GET', '/auth/sessions')
        return answer

    def end_other_sessions(self) -> None:
        """End all your sessions but the one that asks."""
        self._ask('DELETE', '/auth/sessions')

    def end_session(self, session_id: str) -> None:
        """End one of your sessions."""
        self._ask('DELETE', f'/auth/sessions/{session_id}')

    def confirm(self, body: Confirmation) -> None:
        """Prove that it is still you, by your password."""
        self._ask('POST', '/auth/confirm', body=body)

    def change_password(self, body: PasswordChange) -> None:
        """Set a new password."""
        self._ask('PUT', '/auth/password', body=body)

    def set_up_totp(self) -> NewSecondFactor:
        """Make a secret for your authenticator app."""
        answer: NewSecondFactor = self._ask('POST', '/auth/totp')
        return answer

    def turn_off_totp(self) -> None:
        """Ask for no second factor any more."""
        self._ask('DELETE', '/auth/totp')

    def turn_on_totp(self, body: SecondFactorCode) -> RecoveryCodes:
        """Send a code of the app: from now on signing in asks for one."""
        answer: RecoveryCodes = self._ask('POST', '/auth/totp/confirm', body=body)
        return answer

    def renew_recovery_codes(self) -> RecoveryCodes:
        """Make fresh recovery codes."""
        answer: RecoveryCodes = self._ask('POST', '/auth/recovery-codes')
        return answer

    def begin_passkey(self) -> PasskeyOptions:
        """Return what your browser needs to make a passkey for this site."""
        answer: PasskeyOptions = self._ask('POST', '/auth/passkeys/options')
        return answer

    def add_passkey(self, body: NewPasskey) -> PasskeyView:
        """Add the passkey that your browser has made."""
        answer: PasskeyView = self._ask('POST', '/auth/passkeys', body=body)
        return answer

    def remove_passkey(self, passkey_id: str) -> None:
        """Remove a passkey."""
        self._ask('DELETE', f'/auth/passkeys/{passkey_id}')

    def begin_passkey_sign_in(self) -> PasskeyOptions:
        """Return what a browser needs to sign in with a passkey of this site."""
        answer: PasskeyOptions = self._ask('POST', '/auth/login/passkey/options')
        return answer

    def log_in_with_passkey(self, body: PasskeyProof) -> SignedIn:
        """Sign in with a passkey."""
        answer: SignedIn = self._ask('POST', '/auth/login/passkey', body=body)
        return answer

    def sign_in_browser_with_passkey(self, body: PasskeyProof) -> BrowserSessionView:
        """Sign a browser in with a passkey."""
        answer: BrowserSessionView = self._ask('POST', '/auth/session/passkey', body=body)
        return answer

    def begin_provider_sign_in(self, body: ProviderChoice) -> ProviderAddress:
        """Begin to sign a browser in by another provider: go to the address."""
        answer: ProviderAddress = self._ask('POST', '/auth/oauth', body=body)
        return answer

    def begin_connection(self, body: ProviderChoice) -> ProviderAddress:
        """Begin to connect an account at another provider to yours: go to the address."""
        answer: ProviderAddress = self._ask('POST', '/auth/identities', body=body)
        return answer

    def disconnect(self, identity_id: str) -> None:
        """Disconnect an account at another provider."""
        self._ask('DELETE', f'/auth/identities/{identity_id}')

    def come_back(self, *, state: str | None = None, code: str | None = None) -> None:
        """Take in who comes back from a provider, and lead the browser to the app: signed in, or told what is wrong."""
        self._ask('GET', '/auth/oauth/callback', query={'state': state, 'code': code})

    def list_exports(self) -> list[ExportView]:
        """Return your exports, newest first, each with an address to fetch it from once it is ready."""
        answer: list[ExportView] = self._ask('GET', '/auth/exports')
        return answer

    def begin_export(self) -> ExportView:
        """Have an archive made of everything in your account and your own workspace."""
        answer: ExportView = self._ask('POST', '/auth/exports')
        return answer

    def export_file(self, workspace_id: str, user_id: str, export_id: str, *, token: str | None = None) -> bytes:
        """Return an archive to whoever holds its signed address."""
        answer: bytes = self._ask('GET', f'/files/exports/{workspace_id}/{user_id}/{export_id}', query={'token': token})
        return answer

    def ask_for_deletion(self, body: DeletionRequest) -> Deletion:
        """Have your account deleted with all that is in it, after 14 days."""
        answer: Deletion = self._ask('POST', '/auth/deletion', body=body)
        return answer

    def take_back_deletion(self) -> None:
        """Keep your account after all."""
        self._ask('DELETE', '/auth/deletion')

    def ask_for_team_deletion(self, body: TeamDeletionRequest) -> Deletion:
        """Have the team deleted with all that is in it, after 14 days."""
        answer: Deletion = self._ask('POST', '/workspace/deletion', body=body)
        return answer

    def take_back_team_deletion(self) -> None:
        """Keep the team after all."""
        self._ask('DELETE', '/workspace/deletion')

    def sign_in_methods(self) -> SignInMethods:
        """Say how people can sign in here."""
        answer: SignInMethods = self._ask('GET', '/auth/methods')
        return answer

    def account_security(self) -> AccountSecurity:
        """Return what guards your account."""
        answer: AccountSecurity = self._ask('GET', '/auth/security')
        return answer

    def balance(self) -> Balance:
        """Return the credits left."""
        answer: Balance = self._ask('GET', '/credits/balance')
        return answer

    def lots(self) -> CreditsView:
        """Return the credits left and the lots in which they lie, in the order in which they are spent."""
        answer: CreditsView = self._ask('GET', '/api/credits')
        return answer

    def history(self, *, limit: int | None = None, cursor: str | None = None, format: Literal['json', 'csv'] | None = None) -> Page_Transaction_:
        """Return every movement of credits, newest first."""
        answer: Page_Transaction_ = self._ask('GET', '/credits/history', query={'limit': limit, 'cursor': cursor, 'format': format})
        return answer

    def credits_usage(self, *, first_day: str | None = None, last_day: str | None = None, by: list[UsageGroup] | None = None, format: Literal['json', 'csv'] | None = None) -> Usage:
        """Return the jobs and credits that the workspace used, by day, tool and API key."""
        answer: Usage = self._ask('GET', '/usage', query={'first_day': first_day, 'last_day': last_day, 'by': by, 'format': format})
        return answer

    def paywall(self) -> Paywall:
        """Return what is for sale, at which price, and what the workspace has."""
        answer: Paywall = self._ask('GET', '/api/paywall')
        return answer

    def create_checkout_session(self, body: CheckoutRequest, *, idempotency_key: str | None = None) -> PurchaseView:
        """Start a checkout of a package or a plan."""
        answer: PurchaseView = self._ask('POST', '/api/create-checkout-session', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def purchase_credits(self, body: CreditPurchase, *, idempotency_key: str | None = None) -> PurchaseView:
        """Start a checkout of the package that holds so many credits."""
        answer: PurchaseView = self._ask('POST', '/credits/purchase', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def purchases(self, *, limit: int | None = None, cursor: str | None = None) -> Page_PurchaseView_:
        """Return the workspace's purchases, newest first."""
        answer: Page_PurchaseView_ = self._ask('GET', '/api/purchases', query={'limit': limit, 'cursor': cursor})
        return answer

    def purchase(self, purchase_id: str) -> PurchaseView:
        """Return how far a purchase came."""
        answer: PurchaseView = self._ask('GET', f'/api/purchases/{purchase_id}')
        return answer

    def billing_portal(self) -> PortalView:
        """Return where the provider shows invoices and lets a plan be changed or ended."""
        answer: PortalView = self._ask('POST', '/api/billing-portal')
        return answer

    def webhook(self) -> Received:
        """Take in an event of a payment provider, whose signature is checked on the bytes as they came."""
        answer: Received = self._ask('POST', '/api/webhook')
        return answer

    def sandbox_checkout(self, checkout_id: str) -> SandboxCheckout:
        """Return a checkout of the sandbox."""
        answer: SandboxCheckout = self._ask('GET', f'/api/sandbox/checkouts/{checkout_id}')
        return answer

    def decide_sandbox_checkout(self, checkout_id: str, body: SandboxOutcome) -> SandboxCheckout:
        """Pay a checkout of the sandbox, with no money."""
        answer: SandboxCheckout = self._ask('POST', f'/api/sandbox/checkouts/{checkout_id}', body=body)
        return answer

    def end_sandbox_plan(self) -> None:
        """End a plan of the sandbox with its month."""
        self._ask('DELETE', '/api/sandbox/plan')

    def tools(self) -> list[ToolView]:
        """List what can be done with a sound, with each tool's parameters and price."""
        answer: list[ToolView] = self._ask('GET', '/tools')
        return answer

    def quote(self, body: QuoteRequest) -> Quote:
        """Tell what a run would cost."""
        answer: Quote = self._ask('POST', '/quote', body=body)
        return answer

    def formats(self) -> Formats:
        """Return which formats, sample rates and sizes each tier allows, and the genres of mastering."""
        answer: Formats = self._ask('GET', '/formats')
        return answer

    def upload(self, *, files: Iterable[FileField], data: Mapping[str, str] | None = None, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Send a sound to a tool: it is inspected, paid, kept and queued, or refused and costs nothing."""
        answer: JobReceipt | JobView = self._ask('POST', '/upload', files=files, data=data, headers={'Idempotency-Key': idempotency_key})
        return answer

    def master(self, body: MasterRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Master a track that lies at a public address: it is fetched, inspected, paid, kept and queued, or refused."""
        answer: JobReceipt | JobView = self._ask('POST', '/master', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def work_on_items(self, body: LibraryJobRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Ask a tool to work on finished uploads, sounds of the library or of addresses, or on its parameters alone."""
        answer: JobReceipt | JobView = self._ask('POST', '/jobs', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def list_jobs(self, *, status: list[JobStatus] | None = None, tool: list[str] | None = None, limit: int | None = None, cursor: str | None = None) -> Page_JobView_:
        """Return the workspace's jobs, newest first."""
        answer: Page_JobView_ = self._ask('GET', '/jobs', query={'status': status, 'tool': tool, 'limit': limit, 'cursor': cursor})
        return answer

    def submit_batch(self, body: BatchRequest, *, idempotency_key: str | None = None) -> BatchView:
        """Ask for up to 100 jobs at once, as `POST /jobs` does for one."""
        answer: BatchView = self._ask('POST', '/batch', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def get_batch(self, batch_id: str) -> BatchView:
        """Return what a batch was answered."""
        answer: BatchView = self._ask('GET', f'/batch/{batch_id}')
        return answer

    def generate_again(self, audio_id: str, body: AgainRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Make an item again from what it was made from, with some settings changed where you say so."""
        answer: JobReceipt | JobView = self._ask('POST', f'/api/audio-studio/library/{audio_id}/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def generate(self, body: SpeakRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have a text spoken by a voice of the gallery."""
        answer: JobReceipt | JobView = self._ask('POST', '/api/audio-studio/ai-voice/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def openai_models(self) -> SpeechModels:
        """Return the models of speech, as OpenAI's clients ask for them."""
        answer: SpeechModels = self._ask('GET', '/v1/models')
        return answer

    def openai_voices(self) -> SpeechVoices:
        """Return the names of all voices that can be asked for, the caller's cloned ones last."""
        answer: SpeechVoices = self._ask('GET', '/v1/audio/voices')
        return answer

    def openai_speech(self, body: SpeechRequest, *, idempotency_key: str | None = None) -> bytes:
        """Speak a text."""
        answer: bytes = self._ask('POST', '/v1/audio/speech', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def status(self, job_id: str) -> JobView:
        """Return how far a job is and, once it is done, its outputs with their addresses."""
        answer: JobView = self._ask('GET', f'/status/{job_id}')
        return answer

    def cancel(self, job_id: str) -> JobView:
        """Cancel a job."""
        answer: JobView = self._ask('POST', f'/job/{job_id}/cancel')
        return answer

    def delete(self, job_id: str) -> None:
        """Delete a job and its files for good, except what the library keeps."""
        self._ask('DELETE', f'/job/{job_id}')

    def download(self, job_id: str, *, asset: str | None = None) -> bytes:
        """Return a job's outputs: all in a zip, or one of them (with `Range`)."""
        answer: bytes = self._ask('GET', f'/download/{job_id}', query={'asset': asset})
        return answer

    def asset_file(self, asset_id: str) -> bytes:
        """Return a file that went into a job or came out of it, for players: an address that stays, and takes `Range`."""
        answer: bytes = self._ask('GET', f'/asset/{asset_id}')
        return answer

    def file(self, workspace_id: str, asset_id: str, name: str, *, token: str | None = None) -> bytes:
        """Return a file to whoever holds its signed address."""
        answer: bytes = self._ask('GET', f'/files/{workspace_id}/{asset_id}/{name}', query={'token': token})
        return answer

    def list_items(self, *, type: list[Literal['voiceover', 'music', 'sound_effect', 'stem', 'master', 'transcript', 'midi', 'preview', 'picture', 'report']] | None = None, folder_id: str | None = None, tag: str | None = None, q: str | None = None, kept: bool | None = None, trashed: bool | None = None, limit: int | None = None, cursor: str | None = None, genre: str | None = None, mood: str | None = None, key: str | None = None, lowest_bpm: float | None = None, highest_bpm: float | None = None, royalty_free: bool | None = None) -> Page_ItemView_:
        """Return what the workspace has made, newest first."""
        answer: Page_ItemView_ = self._ask('GET', '/api/audio-studio/library', query={'type': type, 'folder_id': folder_id, 'tag': tag, 'q': q, 'kept': kept, 'trashed': trashed, 'limit': limit, 'cursor': cursor, 'genre': genre, 'mood': mood, 'key': key, 'lowest_bpm': lowest_bpm, 'highest_bpm': highest_bpm, 'royalty_free': royalty_free})
        return answer

    def keep(self, body: KeepRequest | None = None, *, files: Iterable[FileField] | None = None, data: Mapping[str, str] | None = None, idempotency_key: str | None = None) -> ItemView:
        """Keep an output of a job for good or, sent as a form, a file of one's own: named, in a folder, with tags."""
        answer: ItemView = self._ask('POST', '/api/audio-studio/library', body=body, files=files, data=data, headers={'Idempotency-Key': idempotency_key})
        return answer

    def storage_usage(self) -> StorageView:
        """Return what the workspace keeps, and how much its plan allows."""
        answer: StorageView = self._ask('GET', '/api/audio-studio/storage')
        return answer

    def item(self, audio_id: str) -> ItemView:
        """Return one item."""
        answer: ItemView = self._ask('GET', f'/api/audio-studio/library/{audio_id}')
        return answer

    def change_item(self, audio_id: str, body: ItemChanges) -> ItemView:
        """Rename an item, move it, tag it, keep it or let it expire."""
        answer: ItemView = self._ask('PUT', f'/api/audio-studio/library/{audio_id}', body=body)
        return answer

    def delete_item(self, audio_id: str) -> None:
        """Put an item into the trash."""
        self._ask('DELETE', f'/api/audio-studio/library/{audio_id}')

    def restore_item(self, audio_id: str) -> ItemView:
        """Take an item out of the trash."""
        answer: ItemView = self._ask('POST', f'/api/audio-studio/library/{audio_id}/restore')
        return answer

    def get_trash(self) -> TrashView:
        """Tell how much lies in the trash."""
        answer: TrashView = self._ask('GET', '/api/audio-studio/trash')
        return answer

    def empty_trash(self) -> None:
        """Delete for good what lies in the trash."""
        self._ask('DELETE', '/api/audio-studio/trash')

    def item_peaks(self, audio_id: str, *, points: int | None = None) -> bytes:
        """Return the waveform as pairs of least and greatest sample, for players that draw it."""
        answer: bytes = self._ask('GET', f'/api/audio-studio/library/{audio_id}/peaks', query={'points': points})
        return answer

    def item_waveform(self, audio_id: str) -> bytes:
        """Return the waveform as a small picture."""
        answer: bytes = self._ask('GET', f'/api/audio-studio/library/{audio_id}/waveform.svg')
        return answer

    def list_tags(self) -> list[str]:
        """Return every tag in use."""
        answer: list[str] = self._ask('GET', '/api/audio-studio/tags')
        return answer

    def list_folders(self) -> list[FolderView]:
        """Return every folder with the number of items in it."""
        answer: list[FolderView] = self._ask('GET', '/api/audio-studio/folders')
        return answer

    def add_folder(self, body: FolderRequest) -> FolderView:
        """Make a folder."""
        answer: FolderView = self._ask('POST', '/api/audio-studio/folders', body=body)
        return answer

    def rename_folder(self, folder_id: str, body: FolderRequest) -> FolderView:
        """Give a folder another name."""
        answer: FolderView = self._ask('PUT', f'/api/audio-studio/folders/{folder_id}', body=body)
        return answer

    def delete_folder(self, folder_id: str) -> None:
        """Delete a folder."""
        self._ask('DELETE', f'/api/audio-studio/folders/{folder_id}')

    def voices(self) -> Gallery:
        """Return every voice by category, and which providers can be used or why not."""
        answer: Gallery = self._ask('GET', '/api/audio-studio/ai-voice/voices')
        return answer

    def models(self, *, provider: Literal['elevenlabs'] | None = None) -> list[PremiumModel]:
        """Return the models that a provider speaks with."""
        answer: list[PremiumModel] = self._ask('GET', '/api/audio-studio/ai-voice/models', query={'provider': provider})
        return answer

    def voices_usage(self, *, provider: Literal['elevenlabs'] | None = None) -> PremiumUsage:
        """Return what of the operator's plan with a provider is used."""
        answer: PremiumUsage = self._ask('GET', '/api/audio-studio/ai-voice/usage', query={'provider': provider})
        return answer

    def upload_voice_samples(self, *, files: Iterable[FileField], data: Mapping[str, str] | None = None) -> SamplesView:
        """Send recordings of one speaker who has agreed: they are listened to and kept, or refused with advice."""
        answer: SamplesView = self._ask('POST', '/api/audio-studio/voice-cloning/upload', files=files, data=data)
        return answer

    def train_voice(self, body: TrainRequest, *, idempotency_key: str | None = None) -> Training:
        """Have a voice learned from recordings."""
        answer: Training = self._ask('POST', '/api/audio-studio/voice-cloning/train', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def delete_cloned_voice(self, voice_id: str) -> None:
        """Delete a voice for good, with its samples, its files and its training."""
        self._ask('DELETE', f'/api/audio-studio/voice-cloning/voices/{voice_id}')

    def get_cloned_voice(self, voice_id: str) -> ClonedVoiceView:
        """Return one voice."""
        answer: ClonedVoiceView = self._ask('GET', f'/api/audio-studio/voice-cloning/voices/{voice_id}')
        return answer

    def change_cloned_voice(self, voice_id: str, body: VoiceChanges) -> ClonedVoiceView:
        """Rename a voice, describe it, share it with the workspace or keep it to oneself."""
        answer: ClonedVoiceView = self._ask('PUT', f'/api/audio-studio/voice-cloning/voices/{voice_id}', body=body)
        return answer

    def speak_as_cloned_voice(self, body: SpeakAsRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have a text of any length spoken by a cloned voice."""
        answer: JobReceipt | JobView = self._ask('POST', '/api/audio-studio/voice-cloning/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def voice_cloning_consent(self) -> Consent:
        """Return what is declared with `consent`, to be shown to whoever declares it."""
        answer: Consent = self._ask('GET', '/api/audio-studio/voice-cloning/consent')
        return answer

    def list_voice_samples(self) -> list[SampleView]:
        """Return the caller's recordings, newest first, with what was declared of each."""
        answer: list[SampleView] = self._ask('GET', '/api/audio-studio/voice-cloning/samples')
        return answer

    def delete_voice_sample(self, sample_id: str) -> None:
        """Delete a recording that no voice was learned from, for good."""
        self._ask('DELETE', f'/api/audio-studio/voice-cloning/samples/{sample_id}')

    def list_cloned_voices(self, *, limit: int | None = None, cursor: str | None = None) -> Page_ClonedVoiceView_:
        """Return the voices that the caller made or that are shared in the workspace, newest first."""
        answer: Page_ClonedVoiceView_ = self._ask('GET', '/api/audio-studio/voice-cloning/voices', query={'limit': limit, 'cursor': cursor})
        return answer

    def list_pronunciations(self) -> list[PronunciationView]:
        """Return the words that the product's voices say as the workspace wants them, by word."""
        answer: list[PronunciationView] = self._ask('GET', '/api/audio-studio/ai-voice/pronunciations')
        return answer

    def add_pronunciation(self, body: PronunciationRequest) -> PronunciationView:
        """Add a word and how it is spoken."""
        answer: PronunciationView = self._ask('POST', '/api/audio-studio/ai-voice/pronunciations', body=body)
        return answer

    def change_pronunciation(self, pronunciation_id: str, body: PronunciationChanges) -> PronunciationView:
        """Change a word or how it is spoken."""
        answer: PronunciationView = self._ask('PUT', f'/api/audio-studio/ai-voice/pronunciations/{pronunciation_id}', body=body)
        return answer

    def delete_pronunciation(self, pronunciation_id: str) -> None:
        """Take a word out of the dictionary."""
        self._ask('DELETE', f'/api/audio-studio/ai-voice/pronunciations/{pronunciation_id}')

    def get_favourites(self) -> Favourites:
        """Return the voices that you like."""
        answer: Favourites = self._ask('GET', '/api/audio-studio/ai-voice/favourites')
        return answer

    def add_favourite(self, voice_id: str) -> None:
        """Mark a voice as one that you like."""
        self._ask('PUT', f'/api/audio-studio/ai-voice/favourites/{voice_id}')

    def remove_favourite(self, voice_id: str) -> None:
        """Take the mark off a voice, if it has one."""
        self._ask('DELETE', f'/api/audio-studio/ai-voice/favourites/{voice_id}')

    def get_voice_preview(self, *, voice_id: str | None = None) -> bytes:
        """Return a sample of a voice, made or fetched now where nobody has heard it before."""
        answer: bytes = self._ask('GET', '/api/audio-studio/ai-voice/preview', query={'voice_id': voice_id})
        return answer

    def make_voice_preview(self, body: PreviewRequest) -> PreviewView:
        """Make or fetch a voice's sample where nobody has heard it before, and tell where it is."""
        answer: PreviewView = self._ask('POST', '/api/audio-studio/ai-voice/preview', body=body)
        return answer

    def plan_music(self, body: PlanRequest) -> PlanView:
        """Return what a piece would be: sections, instruments, chords, tempo and price."""
        answer: PlanView = self._ask('POST', '/api/audio-studio/music/plan', body=body)
        return answer

    def edit_plan(self, body: PlanEdit) -> PlanView:
        """Return a plan with one thing changed: longer, shorter, a section anew, another instrument, a role silent."""
        answer: PlanView = self._ask('POST', '/api/audio-studio/music/plan/edit', body=body)
        return answer

    def generate_music(self, body: GenerateMusicRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have music made from words, a preset or a plan."""
        answer: JobReceipt | JobView = self._ask('POST', '/api/audio-studio/music/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def list_presets(self) -> PresetsView:
        """Return styles that are ready to be used, and the instruments that can be put into a plan."""
        answer: PresetsView = self._ask('GET', '/api/audio-studio/music/presets')
        return answer

    def get_music_preview(self, *, preset_id: str | None = None) -> bytes:
        """Return some seconds of a preset, made now where nobody has heard it before."""
        answer: bytes = self._ask('GET', '/api/audio-studio/music/preview', query={'preset_id': preset_id})
        return answer

    def make_music_preview(self, body: MusicPreviewRequest) -> MusicPreviewView:
        """Make some seconds of a preset where nobody has heard it before, and tell where they are."""
        answer: MusicPreviewView = self._ask('POST', '/api/audio-studio/music/preview', body=body)
        return answer

    def list_music_engines(self) -> GeneratorsView:
        """Return the networks that make music or sounds: what each understands, and whether it can be used here."""
        answer: GeneratorsView = self._ask('GET', '/api/audio-studio/music/engines')
        return answer

    def list_effect_kinds(self) -> EffectKindsView:
        """Return the kinds of sound effects that can be made, and words for each."""
        answer: EffectKindsView = self._ask('GET', '/api/audio-studio/sfx/kinds')
        return answer

    def generate_effect(self, body: GenerateEffectRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have a sound effect made from words."""
        answer: JobReceipt | JobView = self._ask('POST', '/api/audio-studio/sfx/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    def secret(self) -> WebhookSecret:
        """Return the secret with which the messages to the `webhook_url` of single jobs are signed."""
        answer: WebhookSecret = self._ask('GET', '/webhooks/secret')
        return answer

    def list_subscriptions(self) -> list[SubscriptionView]:
        """Return the addresses that are told of the workspace's events, oldest first."""
        answer: list[SubscriptionView] = self._ask('GET', '/webhooks/subscriptions')
        return answer

    def subscribe(self, body: SubscriptionRequest) -> SubscriptionView:
        """Tell an address of events from now on, signed by a secret of its own."""
        answer: SubscriptionView = self._ask('POST', '/webhooks/subscriptions', body=body)
        return answer

    def change_subscription(self, subscription_id: str, body: SubscriptionChanges) -> SubscriptionView:
        """Change a subscription, or turn it on and off."""
        answer: SubscriptionView = self._ask('PUT', f'/webhooks/subscriptions/{subscription_id}', body=body)
        return answer

    def unsubscribe(self, subscription_id: str) -> None:
        """Delete a subscription with its log."""
        self._ask('DELETE', f'/webhooks/subscriptions/{subscription_id}')

    def subscription_secret(self, subscription_id: str) -> WebhookSecret:
        """Return the secret with which a subscription's messages are signed."""
        answer: WebhookSecret = self._ask('GET', f'/webhooks/subscriptions/{subscription_id}/secret')
        return answer

    def rotate_subscription_secret(self, subscription_id: str, body: SecretRotation) -> WebhookSecret:
        """Give a subscription a new secret."""
        answer: WebhookSecret = self._ask('POST', f'/webhooks/subscriptions/{subscription_id}/rotate-secret', body=body)
        return answer

    def send_test_event(self, subscription_id: str) -> DeliveryView:
        """Send a subscription the event `webhook.test`."""
        answer: DeliveryView = self._ask('POST', f'/webhooks/subscriptions/{subscription_id}/test')
        return answer

    def list_deliveries(self, *, subscription_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_DeliveryView_:
        """Return the messages of the last 30 days and how they went, newest first."""
        answer: Page_DeliveryView_ = self._ask('GET', '/webhooks/deliveries', query={'subscription_id': subscription_id, 'limit': limit, 'cursor': cursor})
        return answer

    def replay_delivery(self, delivery_id: str) -> DeliveryView:
        """Send a message once more, under the same `webhook-id`, so that a receiver that has it can tell."""
        answer: DeliveryView = self._ask('POST', f'/webhooks/deliveries/{delivery_id}/replay')
        return answer

    def statistics(self) -> Statistics:
        """Return how the installation stands: people, workspaces, credits, jobs, files."""
        answer: Statistics = self._ask('GET', '/admin/statistics')
        return answer

    def list_users(self, *, search: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_UserRow_:
        """Return the people who have accounts, newest first."""
        answer: Page_UserRow_ = self._ask('GET', '/admin/users', query={'search': search, 'limit': limit, 'cursor': cursor})
        return answer

    def suspend_user(self, user_id: str, body: Suspension) -> None:
        """Suspend somebody, who is signed out everywhere and signs in no more, or let them in again."""
        self._ask('PUT', f'/admin/users/{user_id}/suspension', body=body)

    def list_workspaces(self, *, search: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_WorkspaceRow_:
        """Return workspaces with their plans, credits and files, newest first."""
        answer: Page_WorkspaceRow_ = self._ask('GET', '/admin/workspaces', query={'search': search, 'limit': limit, 'cursor': cursor})
        return answer

    def suspend_workspace(self, workspace_id: str, body: Suspension) -> None:
        """Suspend a workspace, which keeps what it has and takes no jobs, or lift that."""
        self._ask('PUT', f'/admin/workspaces/{workspace_id}/suspension', body=body)

    def set_plan(self, workspace_id: str, body: PlanChange) -> None:
        """Give a workspace another plan."""
        self._ask('PUT', f'/admin/workspaces/{workspace_id}/plan', body=body)

    def grant_credits(self, workspace_id: str, body: CreditGrant, *, idempotency_key: str | None = None) -> None:
        """Give a workspace credits."""
        self._ask('POST', f'/admin/workspaces/{workspace_id}/credits', body=body, headers={'Idempotency-Key': idempotency_key})

    def list_jobs_of_everybody(self, *, status: JobStatus | None = None, workspace_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_JobRow_:
        """Return jobs with why they failed, newest first."""
        answer: Page_JobRow_ = self._ask('GET', '/admin/jobs', query={'status': status, 'workspace_id': workspace_id, 'limit': limit, 'cursor': cursor})
        return answer

    def cancel_job_of_anybody(self, job_id: str, body: Act) -> None:
        """Cancel a job: one that waits is refunded, one in work is stopped soon."""
        self._ask('POST', f'/admin/jobs/{job_id}/cancel', body=body)

    def retry_job(self, job_id: str, body: Act) -> None:
        """Let a job that failed be worked on again."""
        self._ask('POST', f'/admin/jobs/{job_id}/retry', body=body)

    def list_purchases_of_everybody(self, *, workspace_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_PurchaseRow_:
        """Return what was bought, newest first."""
        answer: Page_PurchaseRow_ = self._ask('GET', '/admin/purchases', query={'workspace_id': workspace_id, 'limit': limit, 'cursor': cursor})
        return answer

    def refund_purchase(self, purchase_id: str, body: Refund, *, idempotency_key: str | None = None) -> None:
        """Have the provider give money back."""
        self._ask('POST', f'/admin/purchases/{purchase_id}/refund', body=body, headers={'Idempotency-Key': idempotency_key})

    def list_reconciliations(self, *, limit: int | None = None, cursor: str | None = None) -> Page_ReconciliationRow_:
        """Return the hourly comparisons of the ledger with what the payment providers know, the latest first."""
        answer: Page_ReconciliationRow_ = self._ask('GET', '/admin/reconciliations', query={'limit': limit, 'cursor': cursor})
        return answer

    def queue(self) -> Queue:
        """Return what waits in the queues, for how long, and who works on them."""
        answer: Queue = self._ask('GET', '/admin/queue')
        return answer

    def storage(self) -> Storage:
        """Return what lies in the storage, and who keeps the most."""
        answer: Storage = self._ask('GET', '/admin/storage')
        return answer

    def log(self, *, limit: int | None = None, cursor: str | None = None) -> Page_LogEntry_:
        """Return what operators did, to whom and why, the latest first."""
        answer: Page_LogEntry_ = self._ask('GET', '/admin/log', query={'limit': limit, 'cursor': cursor})
        return answer

    def health(self) -> Health:
        """Say whether database, queue, storage and worker do their work."""
        answer: Health = self._ask('GET', '/health')
        return answer

    def root(self) -> dict[str, str]:
        """Say what this is."""
        answer: dict[str, str] = self._ask('GET', '/')
        return answer


class AsyncOperations(ABC):
    """One method for each operation."""

    @abstractmethod
    async def _ask(self, method: str, path: str, **more: Any) -> Any: ...

    async def register(self, body: Registration) -> SignedIn:
        """Make an account and sign in."""
        answer: SignedIn = await self._ask('POST', '/auth/register', body=body)
        return answer

    async def log_in(self, body: Credentials) -> SignedIn:
        """Sign in with e-mail address and password."""
        answer: SignedIn = await self._ask('POST', '/auth/login', body=body)
        return answer

    async def log_in_with_second_factor(self, body: SecondFactorProof) -> SignedIn:
        """Finish signing in with a code of the authenticator app, or a recovery code."""
        answer: SignedIn = await self._ask('POST', '/auth/login/second-factor', body=body)
        return answer

    async def refresh(self, body: RefreshToken) -> SessionTokens:
        """Spend the refresh token for a fresh pair of tokens."""
        answer: SessionTokens = await self._ask('POST', '/auth/refresh', body=body)
        return answer

    async def log_out(self, body: RefreshToken) -> None:
        """End the session that the refresh token belongs to, and with it its access tokens."""
        await self._ask('POST', '/auth/logout', body=body)

    async def me(self) -> Profile:
        """Return the signed-in user, the tier and credits of the workspace they work in, and all their workspaces."""
        answer: Profile = await self._ask('GET', '/auth/me')
        return answer

    async def browser_session(self) -> BrowserSessionView:
        """Say who is signed in here."""
        answer: BrowserSessionView = await self._ask('GET', '/auth/session')
        return answer

    async def sign_in_browser(self, body: Credentials) -> BrowserSessionView:
        """Sign a browser in: the session comes as a cookie and is sent by the browser itself from then on."""
        answer: BrowserSessionView = await self._ask('POST', '/auth/session', body=body)
        return answer

    async def sign_out_browser(self) -> None:
        """End the browser's session: its cookie opens nothing from now on, wherever a copy of it may be."""
        await self._ask('DELETE', '/auth/session')

    async def sign_in_browser_with_second_factor(self, body: SecondFactorProof) -> BrowserSessionView:
        """Finish signing a browser in with a code of the authenticator app, or a recovery code."""
        answer: BrowserSessionView = await self._ask('POST', '/auth/session/second-factor', body=body)
        return answer

    async def register_browser(self, body: Registration) -> BrowserSessionView:
        """Make an account and sign the browser in."""
        answer: BrowserSessionView = await self._ask('POST', '/auth/session/register', body=body)
        return answer

    async def switch_workspace(self, body: WorkspaceChoice) -> BrowserSessionView:
        """Let the browser work in another workspace of its user's: pages, the live line and downloads follow."""
        answer: BrowserSessionView = await self._ask('PUT', '/auth/session/workspace', body=body)
        return answer

    async def list_api_keys(self) -> list[ApiKeyView]:
        """Return the workspace's keys, newest first, revoked ones last."""
        answer: list[ApiKeyView] = await self._ask('GET', '/api-keys')
        return answer

    async def make_api_key(self, body: NewApiKey) -> MadeApiKey:
        """Make a key that may what you may, as far as its scopes go."""
        answer: MadeApiKey = await self._ask('POST', '/api-keys', body=body)
        return answer

    async def rotate_api_key(self, key_id: str, body: Rotation) -> MadeApiKey:
        """Give a key of yours a new secret."""
        answer: MadeApiKey = await self._ask('POST', f'/api-keys/{key_id}/rotate', body=body)
        return answer

    async def revoke_api_key(self, key_id: str) -> None:
        """End a key: the next request with it is refused."""
        await self._ask('DELETE', f'/api-keys/{key_id}')

    async def make_team(self, body: NewTeam) -> WorkspaceView:
        """Make a team."""
        answer: WorkspaceView = await self._ask('POST', '/workspaces', body=body)
        return answer

    async def get_workspace(self) -> WorkspaceDetails:
        """Return the workspace that the request is about, with its plan and seats."""
        answer: WorkspaceDetails = await self._ask('GET', '/workspace')
        return answer

    async def rename_workspace(self, body: NewTeam) -> None:
        """Give the workspace another name."""
        await self._ask('PATCH', '/workspace', body=body)

    async def list_members(self) -> list[Member]:
        """Return who belongs to the workspace, as what, and what they have spent this month."""
        answer: list[Member] = await self._ask('GET', '/workspace/members')
        return answer

    async def change_member(self, user_id: str, body: MemberChange) -> None:
        """Change a member's role or monthly limit."""
        await self._ask('PATCH', f'/workspace/members/{user_id}', body=body)

    async def remove_member(self, user_id: str) -> None:
        """Remove a member."""
        await self._ask('DELETE', f'/workspace/members/{user_id}')

    async def leave_workspace(self) -> None:
        """Leave the team that the request is about."""
        await self._ask('POST', '/workspace/leave')

    async def transfer_ownership(self, body: NewOwner) -> None:
        """Make a member the owner."""
        await self._ask('POST', '/workspace/transfer', body=body)

    async def list_invitations(self) -> list[Invitation]:
        """Return the invitations that can still be accepted, newest first."""
        answer: list[Invitation] = await self._ask('GET', '/workspace/invitations')
        return answer

    async def invite(self, body: NewInvitation) -> InvitationMade:
        """Ask somebody to join."""
        answer: InvitationMade = await self._ask('POST', '/workspace/invitations', body=body)
        return answer

    async def revoke_invitation(self, invitation_id: str) -> None:
        """Make an invitation void."""
        await self._ask('DELETE', f'/workspace/invitations/{invitation_id}')

    async def look_at_invitation(self, body: InvitationToken) -> InvitationView:
        """Say what a token invites to."""
        answer: InvitationView = await self._ask('POST', '/invitations/look', body=body)
        return answer

    async def accept_invitation(self, body: InvitationToken) -> Joined:
        """Join the team that a token invites to, and return its `workspace_id`."""
        answer: Joined = await self._ask('POST', '/invitations/accept', body=body)
        return answer

    async def workspaces_usage(self, *, month: str | None = None) -> MonthlyUsage:
        """Return what each person has spent of the workspace's credits in a month, those who have left included."""
        answer: MonthlyUsage = await self._ask('GET', '/workspace/usage', query={'month': month})
        return answer

    async def ask_to_verify(self) -> None:
        """Have the link sent again that proves your address."""
        await self._ask('POST', '/auth/email/verification')

    async def verify_email(self, body: EmailLink) -> VerifiedEmail:
        """Prove an address by the link that was sent to it."""
        answer: VerifiedEmail = await self._ask('POST', '/auth/email/verify', body=body)
        return answer

    async def ask_to_change_email(self, body: NewEmail) -> EmailChange:
        """Change your address: once the link is opened that was sent to the new one."""
        answer: EmailChange = await self._ask('POST', '/auth/email/change', body=body)
        return answer

    async def confirm_email_change(self, body: EmailLink) -> VerifiedEmail:
        """Prove a new address by the link that was sent to it."""
        answer: VerifiedEmail = await self._ask('POST', '/auth/email/change/confirm', body=body)
        return answer

    async def forgot_password(self, body: ForgottenPassword) -> None:
        """Have a link for a new password sent, if there is such an account: the answer does not tell."""
        await self._ask('POST', '/auth/password/forgot', body=body)

    async def reset_password(self, body: NewPassword) -> None:
        """Set a new password by a link."""
        await self._ask('POST', '/auth/password/reset', body=body)

    async def list_sessions(self) -> list[SessionView]:
        """Return where you are signed in, the last used first."""
        answer: list[SessionView] = await self._ask('GET', '/auth/sessions')
        return answer

    async def end_other_sessions(self) -> None:
        """End all your sessions but the one that asks."""
        await self._ask('DELETE', '/auth/sessions')

    async def end_session(self, session_id: str) -> None:
        """End one of your sessions."""
        await self._ask('DELETE', f'/auth/sessions/{session_id}')

    async def confirm(self, body: Confirmation) -> None:
        """Prove that it is still you, by your password."""
        await self._ask('POST', '/auth/confirm', body=body)

    async def change_password(self, body: PasswordChange) -> None:
        """Set a new password."""
        await self._ask('PUT', '/auth/password', body=body)

    async def set_up_totp(self) -> NewSecondFactor:
        """Make a secret for your authenticator app."""
        answer: NewSecondFactor = await self._ask('POST', '/auth/totp')
        return answer

    async def turn_off_totp(self) -> None:
        """Ask for no second factor any more."""
        await self._ask('DELETE', '/auth/totp')

    async def turn_on_totp(self, body: SecondFactorCode) -> RecoveryCodes:
        """Send a code of the app: from now on signing in asks for one."""
        answer: RecoveryCodes = await self._ask('POST', '/auth/totp/confirm', body=body)
        return answer

    async def renew_recovery_codes(self) -> RecoveryCodes:
        """Make fresh recovery codes."""
        answer: RecoveryCodes = await self._ask('POST', '/auth/recovery-codes')
        return answer

    async def begin_passkey(self) -> PasskeyOptions:
        """Return what your browser needs to make a passkey for this site."""
        answer: PasskeyOptions = await self._ask('POST', '/auth/passkeys/options')
        return answer

    async def add_passkey(self, body: NewPasskey) -> PasskeyView:
        """Add the passkey that your browser has made."""
        answer: PasskeyView = await self._ask('POST', '/auth/passkeys', body=body)
        return answer

    async def remove_passkey(self, passkey_id: str) -> None:
        """Remove a passkey."""
        await self._ask('DELETE', f'/auth/passkeys/{passkey_id}')

    async def begin_passkey_sign_in(self) -> PasskeyOptions:
        """Return what a browser needs to sign in with a passkey of this site."""
        answer: PasskeyOptions = await self._ask('POST', '/auth/login/passkey/options')
        return answer

    async def log_in_with_passkey(self, body: PasskeyProof) -> SignedIn:
        """Sign in with a passkey."""
        answer: SignedIn = await self._ask('POST', '/auth/login/passkey', body=body)
        return answer

    async def sign_in_browser_with_passkey(self, body: PasskeyProof) -> BrowserSessionView:
        """Sign a browser in with a passkey."""
        answer: BrowserSessionView = await self._ask('POST', '/auth/session/passkey', body=body)
        return answer

    async def begin_provider_sign_in(self, body: ProviderChoice) -> ProviderAddress:
        """Begin to sign a browser in by another provider: go to the address."""
        answer: ProviderAddress = await self._ask('POST', '/auth/oauth', body=body)
        return answer

    async def begin_connection(self, body: ProviderChoice) -> ProviderAddress:
        """Begin to connect an account at another provider to yours: go to the address."""
        answer: ProviderAddress = await self._ask('POST', '/auth/identities', body=body)
        return answer

    async def disconnect(self, identity_id: str) -> None:
        """Disconnect an account at another provider."""
        await self._ask('DELETE', f'/auth/identities/{identity_id}')

    async def come_back(self, *, state: str | None = None, code: str | None = None) -> None:
        """Take in who comes back from a provider, and lead the browser to the app: signed in, or told what is wrong."""
        await self._ask('GET', '/auth/oauth/callback', query={'state': state, 'code': code})

    async def list_exports(self) -> list[ExportView]:
        """Return your exports, newest first, each with an address to fetch it from once it is ready."""
        answer: list[ExportView] = await self._ask('GET', '/auth/exports')
        return answer

    async def begin_export(self) -> ExportView:
        """Have an archive made of everything in your account and your own workspace."""
        answer: ExportView = await self._ask('POST', '/auth/exports')
        return answer

    async def export_file(self, workspace_id: str, user_id: str, export_id: str, *, token: str | None = None) -> bytes:
        """Return an archive to whoever holds its signed address."""
        answer: bytes = await self._ask('GET', f'/files/exports/{workspace_id}/{user_id}/{export_id}', query={'token': token})
        return answer

    async def ask_for_deletion(self, body: DeletionRequest) -> Deletion:
        """Have your account deleted with all that is in it, after 14 days."""
        answer: Deletion = await self._ask('POST', '/auth/deletion', body=body)
        return answer

    async def take_back_deletion(self) -> None:
        """Keep your account after all."""
        await self._ask('DELETE', '/auth/deletion')

    async def ask_for_team_deletion(self, body: TeamDeletionRequest) -> Deletion:
        """Have the team deleted with all that is in it, after 14 days."""
        answer: Deletion = await self._ask('POST', '/workspace/deletion', body=body)
        return answer

    async def take_back_team_deletion(self) -> None:
        """Keep the team after all."""
        await self._ask('DELETE', '/workspace/deletion')

    async def sign_in_methods(self) -> SignInMethods:
        """Say how people can sign in here."""
        answer: SignInMethods = await self._ask('GET', '/auth/methods')
        return answer

    async def account_security(self) -> AccountSecurity:
        """Return what guards your account."""
        answer: AccountSecurity = await self._ask('GET', '/auth/security')
        return answer

    async def balance(self) -> Balance:
        """Return the credits left."""
        answer: Balance = await self._ask('GET', '/credits/balance')
        return answer

    async def lots(self) -> CreditsView:
        """Return the credits left and the lots in which they lie, in the order in which they are spent."""
        answer: CreditsView = await self._ask('GET', '/api/credits')
        return answer

    async def history(self, *, limit: int | None = None, cursor: str | None = None, format: Literal['json', 'csv'] | None = None) -> Page_Transaction_:
        """Return every movement of credits, newest first."""
        answer: Page_Transaction_ = await self._ask('GET', '/credits/history', query={'limit': limit, 'cursor': cursor, 'format': format})
        return answer

    async def credits_usage(self, *, first_day: str | None = None, last_day: str | None = None, by: list[UsageGroup] | None = None, format: Literal['json', 'csv'] | None = None) -> Usage:
        """Return the jobs and credits that the workspace used, by day, tool and API key."""
        answer: Usage = await self._ask('GET', '/usage', query={'first_day': first_day, 'last_day': last_day, 'by': by, 'format': format})
        return answer

    async def paywall(self) -> Paywall:
        """Return what is for sale, at which price, and what the workspace has."""
        answer: Paywall = await self._ask('GET', '/api/paywall')
        return answer

    async def create_checkout_session(self, body: CheckoutRequest, *, idempotency_key: str | None = None) -> PurchaseView:
        """Start a checkout of a package or a plan."""
        answer: PurchaseView = await self._ask('POST', '/api/create-checkout-session', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def purchase_credits(self, body: CreditPurchase, *, idempotency_key: str | None = None) -> PurchaseView:
        """Start a checkout of the package that holds so many credits."""
        answer: PurchaseView = await self._ask('POST', '/credits/purchase', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def purchases(self, *, limit: int | None = None, cursor: str | None = None) -> Page_PurchaseView_:
        """Return the workspace's purchases, newest first."""
        answer: Page_PurchaseView_ = await self._ask('GET', '/api/purchases', query={'limit': limit, 'cursor': cursor})
        return answer

    async def purchase(self, purchase_id: str) -> PurchaseView:
        """Return how far a purchase came."""
        answer: PurchaseView = await self._ask('GET', f'/api/purchases/{purchase_id}')
        return answer

    async def billing_portal(self) -> PortalView:
        """Return where the provider shows invoices and lets a plan be changed or ended."""
        answer: PortalView = await self._ask('POST', '/api/billing-portal')
        return answer

    async def webhook(self) -> Received:
        """Take in an event of a payment provider, whose signature is checked on the bytes as they came."""
        answer: Received = await self._ask('POST', '/api/webhook')
        return answer

    async def sandbox_checkout(self, checkout_id: str) -> SandboxCheckout:
        """Return a checkout of the sandbox."""
        answer: SandboxCheckout = await self._ask('GET', f'/api/sandbox/checkouts/{checkout_id}')
        return answer

    async def decide_sandbox_checkout(self, checkout_id: str, body: SandboxOutcome) -> SandboxCheckout:
        """Pay a checkout of the sandbox, with no money."""
        answer: SandboxCheckout = await self._ask('POST', f'/api/sandbox/checkouts/{checkout_id}', body=body)
        return answer

    async def end_sandbox_plan(self) -> None:
        """End a plan of the sandbox with its month."""
        await self._ask('DELETE', '/api/sandbox/plan')

    async def tools(self) -> list[ToolView]:
        """List what can be done with a sound, with each tool's parameters and price."""
        answer: list[ToolView] = await self._ask('GET', '/tools')
        return answer

    async def quote(self, body: QuoteRequest) -> Quote:
        """Tell what a run would cost."""
        answer: Quote = await self._ask('POST', '/quote', body=body)
        return answer

    async def formats(self) -> Formats:
        """Return which formats, sample rates and sizes each tier allows, and the genres of mastering."""
        answer: Formats = await self._ask('GET', '/formats')
        return answer

    async def upload(self, *, files: Iterable[FileField], data: Mapping[str, str] | None = None, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Send a sound to a tool: it is inspected, paid, kept and queued, or refused and costs nothing."""
        answer: JobReceipt | JobView = await self._ask('POST', '/upload', files=files, data=data, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def master(self, body: MasterRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Master a track that lies at a public address: it is fetched, inspected, paid, kept and queued, or refused."""
        answer: JobReceipt | JobView = await self._ask('POST', '/master', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def work_on_items(self, body: LibraryJobRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Ask a tool to work on finished uploads, sounds of the library or of addresses, or on its parameters alone."""
        answer: JobReceipt | JobView = await self._ask('POST', '/jobs', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def list_jobs(self, *, status: list[JobStatus] | None = None, tool: list[str] | None = None, limit: int | None = None, cursor: str | None = None) -> Page_JobView_:
        """Return the workspace's jobs, newest first."""
        answer: Page_JobView_ = await self._ask('GET', '/jobs', query={'status': status, 'tool': tool, 'limit': limit, 'cursor': cursor})
        return answer

    async def submit_batch(self, body: BatchRequest, *, idempotency_key: str | None = None) -> BatchView:
        """Ask for up to 100 jobs at once, as `POST /jobs` does for one."""
        answer: BatchView = await self._ask('POST', '/batch', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def get_batch(self, batch_id: str) -> BatchView:
        """Return what a batch was answered."""
        answer: BatchView = await self._ask('GET', f'/batch/{batch_id}')
        return answer

    async def generate_again(self, audio_id: str, body: AgainRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Make an item again from what it was made from, with some settings changed where you say so."""
        answer: JobReceipt | JobView = await self._ask('POST', f'/api/audio-studio/library/{audio_id}/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def generate(self, body: SpeakRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have a text spoken by a voice of the gallery."""
        answer: JobReceipt | JobView = await self._ask('POST', '/api/audio-studio/ai-voice/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def openai_models(self) -> SpeechModels:
        """Return the models of speech, as OpenAI's clients ask for them."""
        answer: SpeechModels = await self._ask('GET', '/v1/models')
        return answer

    async def openai_voices(self) -> SpeechVoices:
        """Return the names of all voices that can be asked for, the caller's cloned ones last."""
        answer: SpeechVoices = await self._ask('GET', '/v1/audio/voices')
        return answer

    async def openai_speech(self, body: SpeechRequest, *, idempotency_key: str | None = None) -> bytes:
        """Speak a text."""
        answer: bytes = await self._ask('POST', '/v1/audio/speech', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def status(self, job_id: str) -> JobView:
        """Return how far a job is and, once it is done, its outputs with their addresses."""
        answer: JobView = await self._ask('GET', f'/status/{job_id}')
        return answer

    async def cancel(self, job_id: str) -> JobView:
        """Cancel a job."""
        answer: JobView = await self._ask('POST', f'/job/{job_id}/cancel')
        return answer

    async def delete(self, job_id: str) -> None:
        """Delete a job and its files for good, except what the library keeps."""
        await self._ask('DELETE', f'/job/{job_id}')

    async def download(self, job_id: str, *, asset: str | None = None) -> bytes:
        """Return a job's outputs: all in a zip, or one of them (with `Range`)."""
        answer: bytes = await self._ask('GET', f'/download/{job_id}', query={'asset': asset})
        return answer

    async def asset_file(self, asset_id: str) -> bytes:
        """Return a file that went into a job or came out of it, for players: an address that stays, and takes `Range`."""
        answer: bytes = await self._ask('GET', f'/asset/{asset_id}')
        return answer

    async def file(self, workspace_id: str, asset_id: str, name: str, *, token: str | None = None) -> bytes:
        """Return a file to whoever holds its signed address."""
        answer: bytes = await self._ask('GET', f'/files/{workspace_id}/{asset_id}/{name}', query={'token': token})
        return answer

    async def list_items(self, *, type: list[Literal['voiceover', 'music', 'sound_effect', 'stem', 'master', 'transcript', 'midi', 'preview', 'picture', 'report']] | None = None, folder_id: str | None = None, tag: str | None = None, q: str | None = None, kept: bool | None = None, trashed: bool | None = None, limit: int | None = None, cursor: str | None = None, genre: str | None = None, mood: str | None = None, key: str | None = None, lowest_bpm: float | None = None, highest_bpm: float | None = None, royalty_free: bool | None = None) -> Page_ItemView_:
        """Return what the workspace has made, newest first."""
        answer: Page_ItemView_ = await self._ask('GET', '/api/audio-studio/library', query={'type': type, 'folder_id': folder_id, 'tag': tag, 'q': q, 'kept': kept, 'trashed': trashed, 'limit': limit, 'cursor': cursor, 'genre': genre, 'mood': mood, 'key': key, 'lowest_bpm': lowest_bpm, 'highest_bpm': highest_bpm, 'royalty_free': royalty_free})
        return answer

    async def keep(self, body: KeepRequest | None = None, *, files: Iterable[FileField] | None = None, data: Mapping[str, str] | None = None, idempotency_key: str | None = None) -> ItemView:
        """Keep an output of a job for good or, sent as a form, a file of one's own: named, in a folder, with tags."""
        answer: ItemView = await self._ask('POST', '/api/audio-studio/library', body=body, files=files, data=data, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def storage_usage(self) -> StorageView:
        """Return what the workspace keeps, and how much its plan allows."""
        answer: StorageView = await self._ask('GET', '/api/audio-studio/storage')
        return answer

    async def item(self, audio_id: str) -> ItemView:
        """Return one item."""
        answer: ItemView = await self._ask('GET', f'/api/audio-studio/library/{audio_id}')
        return answer

    async def change_item(self, audio_id: str, body: ItemChanges) -> ItemView:
        """Rename an item, move it, tag it, keep it or let it expire."""
        answer: ItemView = await self._ask('PUT', f'/api/audio-studio/library/{audio_id}', body=body)
        return answer

    async def delete_item(self, audio_id: str) -> None:
        """Put an item into the trash."""
        await self._ask('DELETE', f'/api/audio-studio/library/{audio_id}')

    async def restore_item(self, audio_id: str) -> ItemView:
        """Take an item out of the trash."""
        answer: ItemView = await self._ask('POST', f'/api/audio-studio/library/{audio_id}/restore')
        return answer

    async def get_trash(self) -> TrashView:
        """Tell how much lies in the trash."""
        answer: TrashView = await self._ask('GET', '/api/audio-studio/trash')
        return answer

    async def empty_trash(self) -> None:
        """Delete for good what lies in the trash."""
        await self._ask('DELETE', '/api/audio-studio/trash')

    async def item_peaks(self, audio_id: str, *, points: int | None = None) -> bytes:
        """Return the waveform as pairs of least and greatest sample, for players that draw it."""
        answer: bytes = await self._ask('GET', f'/api/audio-studio/library/{audio_id}/peaks', query={'points': points})
        return answer

    async def item_waveform(self, audio_id: str) -> bytes:
        """Return the waveform as a small picture."""
        answer: bytes = await self._ask('GET', f'/api/audio-studio/library/{audio_id}/waveform.svg')
        return answer

    async def list_tags(self) -> list[str]:
        """Return every tag in use."""
        answer: list[str] = await self._ask('GET', '/api/audio-studio/tags')
        return answer

    async def list_folders(self) -> list[FolderView]:
        """Return every folder with the number of items in it."""
        answer: list[FolderView] = await self._ask('GET', '/api/audio-studio/folders')
        return answer

    async def add_folder(self, body: FolderRequest) -> FolderView:
        """Make a folder."""
        answer: FolderView = await self._ask('POST', '/api/audio-studio/folders', body=body)
        return answer

    async def rename_folder(self, folder_id: str, body: FolderRequest) -> FolderView:
        """Give a folder another name."""
        answer: FolderView = await self._ask('PUT', f'/api/audio-studio/folders/{folder_id}', body=body)
        return answer

    async def delete_folder(self, folder_id: str) -> None:
        """Delete a folder."""
        await self._ask('DELETE', f'/api/audio-studio/folders/{folder_id}')

    async def voices(self) -> Gallery:
        """Return every voice by category, and which providers can be used or why not."""
        answer: Gallery = await self._ask('GET', '/api/audio-studio/ai-voice/voices')
        return answer

    async def models(self, *, provider: Literal['elevenlabs'] | None = None) -> list[PremiumModel]:
        """Return the models that a provider speaks with."""
        answer: list[PremiumModel] = await self._ask('GET', '/api/audio-studio/ai-voice/models', query={'provider': provider})
        return answer

    async def voices_usage(self, *, provider: Literal['elevenlabs'] | None = None) -> PremiumUsage:
        """Return what of the operator's plan with a provider is used."""
        answer: PremiumUsage = await self._ask('GET', '/api/audio-studio/ai-voice/usage', query={'provider': provider})
        return answer

    async def upload_voice_samples(self, *, files: Iterable[FileField], data: Mapping[str, str] | None = None) -> SamplesView:
        """Send recordings of one speaker who has agreed: they are listened to and kept, or refused with advice."""
        answer: SamplesView = await self._ask('POST', '/api/audio-studio/voice-cloning/upload', files=files, data=data)
        return answer

    async def train_voice(self, body: TrainRequest, *, idempotency_key: str | None = None) -> Training:
        """Have a voice learned from recordings."""
        answer: Training = await self._ask('POST', '/api/audio-studio/voice-cloning/train', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def delete_cloned_voice(self, voice_id: str) -> None:
        """Delete a voice for good, with its samples, its files and its training."""
        await self._ask('DELETE', f'/api/audio-studio/voice-cloning/voices/{voice_id}')

    async def get_cloned_voice(self, voice_id: str) -> ClonedVoiceView:
        """Return one voice."""
        answer: ClonedVoiceView = await self._ask('GET', f'/api/audio-studio/voice-cloning/voices/{voice_id}')
        return answer

    async def change_cloned_voice(self, voice_id: str, body: VoiceChanges) -> ClonedVoiceView:
        """Rename a voice, describe it, share it with the workspace or keep it to oneself."""
        answer: ClonedVoiceView = await self._ask('PUT', f'/api/audio-studio/voice-cloning/voices/{voice_id}', body=body)
        return answer

    async def speak_as_cloned_voice(self, body: SpeakAsRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have a text of any length spoken by a cloned voice."""
        answer: JobReceipt | JobView = await self._ask('POST', '/api/audio-studio/voice-cloning/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def voice_cloning_consent(self) -> Consent:
        """Return what is declared with `consent`, to be shown to whoever declares it."""
        answer: Consent = await self._ask('GET', '/api/audio-studio/voice-cloning/consent')
        return answer

    async def list_voice_samples(self) -> list[SampleView]:
        """Return the caller's recordings, newest first, with what was declared of each."""
        answer: list[SampleView] = await self._ask('GET', '/api/audio-studio/voice-cloning/samples')
        return answer

    async def delete_voice_sample(self, sample_id: str) -> None:
        """Delete a recording that no voice was learned from, for good."""
        await self._ask('DELETE', f'/api/audio-studio/voice-cloning/samples/{sample_id}')

    async def list_cloned_voices(self, *, limit: int | None = None, cursor: str | None = None) -> Page_ClonedVoiceView_:
        """Return the voices that the caller made or that are shared in the workspace, newest first."""
        answer: Page_ClonedVoiceView_ = await self._ask('GET', '/api/audio-studio/voice-cloning/voices', query={'limit': limit, 'cursor': cursor})
        return answer

    async def list_pronunciations(self) -> list[PronunciationView]:
        """Return the words that the product's voices say as the workspace wants them, by word."""
        answer: list[PronunciationView] = await self._ask('GET', '/api/audio-studio/ai-voice/pronunciations')
        return answer

    async def add_pronunciation(self, body: PronunciationRequest) -> PronunciationView:
        """Add a word and how it is spoken."""
        answer: PronunciationView = await self._ask('POST', '/api/audio-studio/ai-voice/pronunciations', body=body)
        return answer

    async def change_pronunciation(self, pronunciation_id: str, body: PronunciationChanges) -> PronunciationView:
        """Change a word or how it is spoken."""
        answer: PronunciationView = await self._ask('PUT', f'/api/audio-studio/ai-voice/pronunciations/{pronunciation_id}', body=body)
        return answer

    async def delete_pronunciation(self, pronunciation_id: str) -> None:
        """Take a word out of the dictionary."""
        await self._ask('DELETE', f'/api/audio-studio/ai-voice/pronunciations/{pronunciation_id}')

    async def get_favourites(self) -> Favourites:
        """Return the voices that you like."""
        answer: Favourites = await self._ask('GET', '/api/audio-studio/ai-voice/favourites')
        return answer

    async def add_favourite(self, voice_id: str) -> None:
        """Mark a voice as one that you like."""
        await self._ask('PUT', f'/api/audio-studio/ai-voice/favourites/{voice_id}')

    async def remove_favourite(self, voice_id: str) -> None:
        """Take the mark off a voice, if it has one."""
        await self._ask('DELETE', f'/api/audio-studio/ai-voice/favourites/{voice_id}')

    async def get_voice_preview(self, *, voice_id: str | None = None) -> bytes:
        """Return a sample of a voice, made or fetched now where nobody has heard it before."""
        answer: bytes = await self._ask('GET', '/api/audio-studio/ai-voice/preview', query={'voice_id': voice_id})
        return answer

    async def make_voice_preview(self, body: PreviewRequest) -> PreviewView:
        """Make or fetch a voice's sample where nobody has heard it before, and tell where it is."""
        answer: PreviewView = await self._ask('POST', '/api/audio-studio/ai-voice/preview', body=body)
        return answer

    async def plan_music(self, body: PlanRequest) -> PlanView:
        """Return what a piece would be: sections, instruments, chords, tempo and price."""
        answer: PlanView = await self._ask('POST', '/api/audio-studio/music/plan', body=body)
        return answer

    async def edit_plan(self, body: PlanEdit) -> PlanView:
        """Return a plan with one thing changed: longer, shorter, a section anew, another instrument, a role silent."""
        answer: PlanView = await self._ask('POST', '/api/audio-studio/music/plan/edit', body=body)
        return answer

    async def generate_music(self, body: GenerateMusicRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have music made from words, a preset or a plan."""
        answer: JobReceipt | JobView = await self._ask('POST', '/api/audio-studio/music/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def list_presets(self) -> PresetsView:
        """Return styles that are ready to be used, and the instruments that can be put into a plan."""
        answer: PresetsView = await self._ask('GET', '/api/audio-studio/music/presets')
        return answer

    async def get_music_preview(self, *, preset_id: str | None = None) -> bytes:
        """Return some seconds of a preset, made now where nobody has heard it before."""
        answer: bytes = await self._ask('GET', '/api/audio-studio/music/preview', query={'preset_id': preset_id})
        return answer

    async def make_music_preview(self, body: MusicPreviewRequest) -> MusicPreviewView:
        """Make some seconds of a preset where nobody has heard it before, and tell where they are."""
        answer: MusicPreviewView = await self._ask('POST', '/api/audio-studio/music/preview', body=body)
        return answer

    async def list_music_engines(self) -> GeneratorsView:
        """Return the networks that make music or sounds: what each understands, and whether it can be used here."""
        answer: GeneratorsView = await self._ask('GET', '/api/audio-studio/music/engines')
        return answer

    async def list_effect_kinds(self) -> EffectKindsView:
        """Return the kinds of sound effects that can be made, and words for each."""
        answer: EffectKindsView = await self._ask('GET', '/api/audio-studio/sfx/kinds')
        return answer

    async def generate_effect(self, body: GenerateEffectRequest, *, idempotency_key: str | None = None) -> JobReceipt | JobView:
        """Have a sound effect made from words."""
        answer: JobReceipt | JobView = await self._ask('POST', '/api/audio-studio/sfx/generate', body=body, headers={'Idempotency-Key': idempotency_key})
        return answer

    async def secret(self) -> WebhookSecret:
        """Return the secret with which the messages to the `webhook_url` of single jobs are signed."""
        answer: WebhookSecret = await self._ask('GET', '/webhooks/secret')
        return answer

    async def list_subscriptions(self) -> list[SubscriptionView]:
        """Return the addresses that are told of the workspace's events, oldest first."""
        answer: list[SubscriptionView] = await self._ask('GET', '/webhooks/subscriptions')
        return answer

    async def subscribe(self, body: SubscriptionRequest) -> SubscriptionView:
        """Tell an address of events from now on, signed by a secret of its own."""
        answer: SubscriptionView = await self._ask('POST', '/webhooks/subscriptions', body=body)
        return answer

    async def change_subscription(self, subscription_id: str, body: SubscriptionChanges) -> SubscriptionView:
        """Change a subscription, or turn it on and off."""
        answer: SubscriptionView = await self._ask('PUT', f'/webhooks/subscriptions/{subscription_id}', body=body)
        return answer

    async def unsubscribe(self, subscription_id: str) -> None:
        """Delete a subscription with its log."""
        await self._ask('DELETE', f'/webhooks/subscriptions/{subscription_id}')

    async def subscription_secret(self, subscription_id: str) -> WebhookSecret:
        """Return the secret with which a subscription's messages are signed."""
        answer: WebhookSecret = await self._ask('GET', f'/webhooks/subscriptions/{subscription_id}/secret')
        return answer

    async def rotate_subscription_secret(self, subscription_id: str, body: SecretRotation) -> WebhookSecret:
        """Give a subscription a new secret."""
        answer: WebhookSecret = await self._ask('POST', f'/webhooks/subscriptions/{subscription_id}/rotate-secret', body=body)
        return answer

    async def send_test_event(self, subscription_id: str) -> DeliveryView:
        """Send a subscription the event `webhook.test`."""
        answer: DeliveryView = await self._ask('POST', f'/webhooks/subscriptions/{subscription_id}/test')
        return answer

    async def list_deliveries(self, *, subscription_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_DeliveryView_:
        """Return the messages of the last 30 days and how they went, newest first."""
        answer: Page_DeliveryView_ = await self._ask('GET', '/webhooks/deliveries', query={'subscription_id': subscription_id, 'limit': limit, 'cursor': cursor})
        return answer

    async def replay_delivery(self, delivery_id: str) -> DeliveryView:
        """Send a message once more, under the same `webhook-id`, so that a receiver that has it can tell."""
        answer: DeliveryView = await self._ask('POST', f'/webhooks/deliveries/{delivery_id}/replay')
        return answer

    async def statistics(self) -> Statistics:
        """Return how the installation stands: people, workspaces, credits, jobs, files."""
        answer: Statistics = await self._ask('GET', '/admin/statistics')
        return answer

    async def list_users(self, *, search: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_UserRow_:
        """Return the people who have accounts, newest first."""
        answer: Page_UserRow_ = await self._ask('GET', '/admin/users', query={'search': search, 'limit': limit, 'cursor': cursor})
        return answer

    async def suspend_user(self, user_id: str, body: Suspension) -> None:
        """Suspend somebody, who is signed out everywhere and signs in no more, or let them in again."""
        await self._ask('PUT', f'/admin/users/{user_id}/suspension', body=body)

    async def list_workspaces(self, *, search: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_WorkspaceRow_:
        """Return workspaces with their plans, credits and files, newest first."""
        answer: Page_WorkspaceRow_ = await self._ask('GET', '/admin/workspaces', query={'search': search, 'limit': limit, 'cursor': cursor})
        return answer

    async def suspend_workspace(self, workspace_id: str, body: Suspension) -> None:
        """Suspend a workspace, which keeps what it has and takes no jobs, or lift that."""
        await self._ask('PUT', f'/admin/workspaces/{workspace_id}/suspension', body=body)

    async def set_plan(self, workspace_id: str, body: PlanChange) -> None:
        """Give a workspace another plan."""
        await self._ask('PUT', f'/admin/workspaces/{workspace_id}/plan', body=body)

    async def grant_credits(self, workspace_id: str, body: CreditGrant, *, idempotency_key: str | None = None) -> None:
        """Give a workspace credits."""
        await self._ask('POST', f'/admin/workspaces/{workspace_id}/credits', body=body, headers={'Idempotency-Key': idempotency_key})

    async def list_jobs_of_everybody(self, *, status: JobStatus | None = None, workspace_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_JobRow_:
        """Return jobs with why they failed, newest first."""
        answer: Page_JobRow_ = await self._ask('GET', '/admin/jobs', query={'status': status, 'workspace_id': workspace_id, 'limit': limit, 'cursor': cursor})
        return answer

    async def cancel_job_of_anybody(self, job_id: str, body: Act) -> None:
        """Cancel a job: one that waits is refunded, one in work is stopped soon."""
        await self._ask('POST', f'/admin/jobs/{job_id}/cancel', body=body)

    async def retry_job(self, job_id: str, body: Act) -> None:
        """Let a job that failed be worked on again."""
        await self._ask('POST', f'/admin/jobs/{job_id}/retry', body=body)

    async def list_purchases_of_everybody(self, *, workspace_id: str | None = None, limit: int | None = None, cursor: str | None = None) -> Page_PurchaseRow_:
        """Return what was bought, newest first."""
        answer: Page_PurchaseRow_ = await self._ask('GET', '/admin/purchases', query={'workspace_id': workspace_id, 'limit': limit, 'cursor': cursor})
        return answer

    async def refund_purchase(self, purchase_id: str, body: Refund, *, idempotency_key: str | None = None) -> None:
        """Have the provider give money back."""
        await self._ask('POST', f'/admin/purchases/{purchase_id}/refund', body=body, headers={'Idempotency-Key': idempotency_key})

    async def list_reconciliations(self, *, limit: int | None = None, cursor: str | None = None) -> Page_ReconciliationRow_:
        """Return the hourly comparisons of the ledger with what the payment providers know, the latest first."""
        answer: Page_ReconciliationRow_ = await self._ask('GET', '/admin/reconciliations', query={'limit': limit, 'cursor': cursor})
        return answer

    async def queue(self) -> Queue:
        """Return what waits in the queues, for how long, and who works on them."""
        answer: Queue = await self._ask('GET', '/admin/queue')
        return answer

    async def storage(self) -> Storage:
        """Return what lies in the storage, and who keeps the most."""
        answer: Storage = await self._ask('GET', '/admin/storage')
        return answer

    async def log(self, *, limit: int | None = None, cursor: str | None = None) -> Page_LogEntry_:
        """Return what operators did, to whom and why, the latest first."""
        answer: Page_LogEntry_ = await self._ask('GET', '/admin/log', query={'limit': limit, 'cursor': cursor})
        return answer

    async def health(self) -> Health:
        """Say whether database, queue, storage and worker do their work."""
        answer: Health = await self._ask('GET', '/health')
        return answer

    async def root(self) -> dict[str, str]:
        """Say what this is."""
        answer: dict[str, str] = await self._ask('GET', '/')
        return answer
