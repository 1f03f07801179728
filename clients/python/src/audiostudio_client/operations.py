"""The operations of the API. Made by generate.py of the server's OpenAPI document; changes here are lost."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from audiostudio_client.models import AgainRequest, ApiKeyView, Balance, BatchRequest, BatchView, BrowserSessionView, ClonedVoiceView, Consent, Credentials, DeliveryView, EffectKindsView, Favourites, FolderRequest, FolderView, Formats, Gallery, GenerateEffectRequest, GenerateMusicRequest, Health, ItemChanges, ItemView, JobReceipt, JobStatus, JobView, KeepRequest, LibraryJobRequest, MadeApiKey, MasterRequest, MusicPreviewRequest, MusicPreviewView, NewApiKey, Page_ClonedVoiceView_, Page_DeliveryView_, Page_ItemView_, Page_JobView_, Page_Transaction_, PlanEdit, PlanRequest, PlanView, PremiumModel, PremiumUsage, PresetsView, PreviewRequest, PreviewView, Profile, PronunciationChanges, PronunciationRequest, PronunciationView, Quote, QuoteRequest, RefreshToken, Registration, Rotation, SampleView, SamplesView, SecretRotation, SessionTokens, SignedIn, SpeakAsRequest, SpeakRequest, SpeechModels, SpeechRequest, SpeechVoices, StorageView, SubscriptionChanges, SubscriptionRequest, SubscriptionView, ToolView, TrainRequest, Training, TrashView, Usage, UsageGroup, VoiceChanges, WebhookSecret
from audiostudio_client.requests import FileField


class Operations(ABC):
    """One method for each operation."""

    @abstractmethod
    def _ask(self, method: str, path: str, **more: Any) -> Any: ...

    def register(self, body: Registration) -> SignedIn:
        """Make an account with free credits and sign in."""
        answer: SignedIn = self._ask('POST', '/auth/register', body=body)
        return answer

    def log_in(self, body: Credentials) -> SignedIn:
        """Sign in with e-mail address and password."""
        answer: SignedIn = self._ask('POST', '/auth/login', body=body)
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

    def register_browser(self, body: Registration) -> BrowserSessionView:
        """Make an account with free credits and sign the browser in."""
        answer: BrowserSessionView = self._ask('POST', '/auth/session/register', body=body)
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

    def balance(self) -> Balance:
        """Return the credits left."""
        answer: Balance = self._ask('GET', '/credits/balance')
        return answer

    def history(self, *, limit: int | None = None, cursor: str | None = None, format: Literal['json', 'csv'] | None = None) -> Page_Transaction_:
        """Return every movement of credits, newest first."""
        answer: Page_Transaction_ = self._ask('GET', '/credits/history', query={'limit': limit, 'cursor': cursor, 'format': format})
        return answer

    def credits_usage(self, *, first_day: str | None = None, last_day: str | None = None, by: list[UsageGroup] | None = None, format: Literal['json', 'csv'] | None = None) -> Usage:
        """Return the jobs and credits that the workspace used, by day, tool and API key."""
        answer: Usage = self._ask('GET', '/usage', query={'first_day': first_day, 'last_day': last_day, 'by': by, 'format': format})
        return answer

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
        """Have music composed from words, a preset or a plan."""
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
        """Make an account with free credits and sign in."""
        answer: SignedIn = await self._ask('POST', '/auth/register', body=body)
        return answer

    async def log_in(self, body: Credentials) -> SignedIn:
        """Sign in with e-mail address and password."""
        answer: SignedIn = await self._ask('POST', '/auth/login', body=body)
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

    async def register_browser(self, body: Registration) -> BrowserSessionView:
        """Make an account with free credits and sign the browser in."""
        answer: BrowserSessionView = await self._ask('POST', '/auth/session/register', body=body)
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

    async def balance(self) -> Balance:
        """Return the credits left."""
        answer: Balance = await self._ask('GET', '/credits/balance')
        return answer

    async def history(self, *, limit: int | None = None, cursor: str | None = None, format: Literal['json', 'csv'] | None = None) -> Page_Transaction_:
        """Return every movement of credits, newest first."""
        answer: Page_Transaction_ = await self._ask('GET', '/credits/history', query={'limit': limit, 'cursor': cursor, 'format': format})
        return answer

    async def credits_usage(self, *, first_day: str | None = None, last_day: str | None = None, by: list[UsageGroup] | None = None, format: Literal['json', 'csv'] | None = None) -> Usage:
        """Return the jobs and credits that the workspace used, by day, tool and API key."""
        answer: Usage = await self._ask('GET', '/usage', query={'first_day': first_day, 'last_day': last_day, 'by': by, 'format': format})
        return answer

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
        """Have music composed from words, a preset or a plan."""
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

    async def health(self) -> Health:
        """Say whether database, queue, storage and worker do their work."""
        answer: Health = await self._ask('GET', '/health')
        return answer

    async def root(self) -> dict[str, str]:
        """Say what this is."""
        answer: dict[str, str] = await self._ask('GET', '/')
        return answer
