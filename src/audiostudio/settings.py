"""Every environment variable the product reads: typed, documented, validated once at start."""

import json
import os
import re
import secrets
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

import platformdirs
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def default_data_dir() -> Path:
    """Return where data is kept when nobody says: for root, a place an unprivileged server process can enter."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/audiostudio")
    return Path(platformdirs.user_data_dir("audiostudio", appauthor=False))


class Settings(BaseSettings):
    """The product's configuration, from the environment or a ``.env`` file in the working directory."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, validate_default=True)

    # Where things are
    data_dir: Path = Field(
        default_factory=default_data_dir,
        validation_alias="AUDIOSTUDIO_DATA_DIR",
        description="Folder of everything the product keeps: database, files, weights, secrets.",
    )
    models_dir: Path | None = Field(
        default=None,
        validation_alias="AUDIOSTUDIO_MODELS_DIR",
        description="Folder of the model weights; `models` in the data directory unless set.",
    )
    host: str = Field("127.0.0.1", description="Address the server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port the server listens on.")
    base_url: str = Field("", description="Public address of the server; from HOST and PORT unless set.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Least severe log line kept.")

    # Database
    database_url: SecretStr | None = Field(
        default=None,
        description="postgresql:// address of a server; unset, the embedded PostgreSQL in the data directory is used. "
        "Its user must be able to create roles and schemas: migrations run as it, the product does not.",
    )
    database_pool_size: int = Field(10, ge=1, le=200, description="Connections each process may hold.")

    # Storage
    storage_type: Literal["local", "s3"] = Field("local", description="Where files are kept: local disk or S3.")
    local_storage_path: Path | None = Field(
        default=None, description="Folder of the files; `storage` in the data directory unless set."
    )
    s3_bucket: str | None = Field(default=None, description="Bucket, with STORAGE_TYPE=s3.")
    s3_region: str = Field("us-east-1", description="Region of the bucket.")
    s3_endpoint_url: str | None = Field(default=None, description="Endpoint of an S3-compatible server.")
    aws_access_key_id: SecretStr | None = Field(default=None, description="Key id for the bucket.")
    aws_secret_access_key: SecretStr | None = Field(default=None, description="Key for the bucket.")
    download_url_lifetime_s: int = Field(
        3600, ge=1, le=604_800, description="Seconds for which a signed download address works."
    )
    retention_days: int = Field(
        30, ge=0, description="Days for which a job's files are kept; 0 keeps them until they are deleted."
    )
    pending_file_grace_s: float = Field(
        3600.0,
        ge=1,
        description="Seconds a file may take from its first byte to the job that uses it before it is swept.",
    )
    upload_lifetime_hours: float = Field(
        24.0, gt=0, description="Hours for which a resumable upload waits for its next bytes, or for a job to use it."
    )
    upload_quota_mb: int = Field(
        10_240, ge=1, description="Mebibytes that a workspace's resumable uploads may hold at one time."
    )
    storage_quota_mb: int | None = Field(
        default=None, ge=1, description="Mebibytes that a workspace of any tier may keep; its tier's own unless set."
    )
    free_disk_floor_mb: int = Field(
        512, ge=0, description="Mebibytes of free disk below which no files are taken in, so that others can work on."
    )
    max_file_size_mb: int = Field(500, ge=1, description="Largest upload of any tier, in mebibytes.")
    max_duration_s: int = Field(4 * 3600, ge=1, description="Longest sound accepted, in seconds.")
    fetch_timeout_s: float = Field(60.0, gt=0, description="Seconds a file named by URL may take to arrive in full.")
    outbound_allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="host:port pairs that may be called although their address is not public."
    )

    # Work
    worker_concurrency: int = Field(
        default_factory=lambda: max(1, os.cpu_count() or 1),
        ge=1,
        le=256,
        description="Jobs one worker runs at a time, each in a child process.",
    )
    worker_niceness: int = Field(
        10,
        ge=0,
        le=19,
        description="How far jobs step back behind what answers people on the same machine; 0 where it only works.",
    )
    worker_queues: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("cpu", "gpu"), description="Queues a worker serves: cpu, gpu."
    )
    job_time_limit_s: float = Field(3600.0, gt=0, description="Seconds after which a running job is stopped.")
    time_limit_refunds: str = Field(
        "3/day", description="Jobs stopped by JOB_TIME_LIMIT_S whose price each workspace gets back."
    )
    job_max_attempts: int = Field(3, ge=1, le=10, description="Attempts a job gets before it fails for good.")
    use_cpu: bool = Field(False, description="Stay on the CPU even where an accelerator is present.")

    # Sound
    default_target_lufs: float = Field(-14.0, ge=-30, le=-6, description="Loudness of a master when none is asked.")
    default_sample_rate: Literal[44100, 48000, 96000, 192000] = Field(
        44100, description="Sample rate of a master when none is asked, in hertz."
    )

    # Voices and music of companies
    elevenlabs_api_key: SecretStr | None = Field(
        default=None,
        description="Key of ElevenLabs; with it, its voices, music and sounds can be used, and paid for by you.",
    )
    elevenlabs_base_url: str | None = Field(default=None, description="Another address than ElevenLabs' own.")
    stability_api_key: SecretStr | None = Field(
        default=None, description="Key of Stability AI; with it, its music and sounds can be used, and paid for by you."
    )
    stability_base_url: str | None = Field(default=None, description="Another address than Stability's own.")

    # Mail
    smtp_host: str | None = Field(
        default=None,
        description="Server that takes mail in; without one, no mail is sent: addresses are not verified, and you make "
        "links for new passwords with `audiostudio accounts reset-link`.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail server.")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to it is encrypted: starttls (587), tls (465), none."
    )
    smtp_user: str | None = Field(default=None, description="User name at the mail server, where it wants one.")
    smtp_password: SecretStr | None = Field(default=None, description="Password at the mail server.")
    mail_from: str | None = Field(default=None, description="Address that mail comes from, with SMTP_HOST.")

    # Other providers' accounts
    google_client_id: str | None = Field(default=None, description="Client id at Google, for signing in by it.")
    google_client_secret: SecretStr | None = Field(default=None, description="Client secret at Google.")
    google_issuer: str = Field(
        "https://accounts.google.com", description="Issuer of Google's identity tokens, or of another OpenID provider."
    )
    github_client_id: str | None = Field(default=None, description="Client id at GitHub, for signing in by it.")
    github_client_secret: SecretStr | None = Field(default=None, description="Client secret at GitHub.")
    github_url: str = Field("https://github.com", description="Address of GitHub, or of an Enterprise Server.")
    github_api_url: str = Field("https://api.github.com", description="Address of its API.")

    # Payments
    payments_provider: Literal["none", "sandbox", "stripe", "square"] = Field(
        "none",
        description="Where credits and plans are paid. `sandbox` takes no money and gives credits to whoever asks: "
        "to try things out, never beside live keys.",
    )
    stripe_secret_key: SecretStr | None = Field(default=None, description="Secret key of your Stripe account.")
    stripe_webhook_secret: SecretStr | None = Field(
        default=None, description="Signing secret of Stripe's webhook endpoint, which is `/api/webhook` here."
    )
    stripe_base_url: str | None = Field(default=None, description="Another address than Stripe's own.")
    square_access_token: SecretStr | None = Field(default=None, description="Access token of your Square application.")
    square_webhook_key: SecretStr | None = Field(
        default=None, description="Signature key of Square's webhook subscription to `/api/webhook` here."
    )
    square_location_id: str | None = Field(default=None, description="Square location that sells.")
    square_base_url: str = Field(
        "https://connect.squareup.com", description="Square's address; its sandbox has another one."
    )

    # Security
    environment: Literal["production", "development"] = Field(
        "production", description="In development, secrets that stand in public examples are accepted."
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Signs tokens and addresses; one is made at first start unless set.",
    )
    api_key: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="Bearer key of a trusted backend; its word on a user's tier is believed.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Origins a browser may call from, as JSON list or with commas."
    )
    access_token_lifetime_s: int = Field(900, ge=1, description="Seconds for which an access token works.")
    session_lifetime_days: int = Field(30, ge=1, description="Days a session lives on through its refresh tokens.")
    signup_credits: int = Field(
        3, ge=0, description="Free credits of a new account; where mail is sent, once its address is verified."
    )
    welcomes_per_network: int = Field(
        5, ge=1, description="Accounts of one network (/24, /48) that get them in 30 days, where mail is sent."
    )
    welcomes_per_domain: int = Field(
        20, ge=1, description="Accounts of one mail domain, other than the large providers', that get them in 30 days."
    )
    request_rate_limit: str | None = Field(
        default=None, description="Requests a workspace of any tier may send; its tier's own limit unless set."
    )
    redis_url: SecretStr | None = Field(
        default=None,
        description="redis:// address of a server that counts requests; unset, the database counts them.",
    )
    most_teams_owned: int = Field(5, ge=0, description="Teams that one person may own.")
    invitation_lifetime_days: int = Field(7, ge=1, le=90, description="Days for which an invitation can be accepted.")
    invitation_rate_limit: str = Field("50/day", description="Invitations to teams each person may make.")
    master_rate_limit: str = Field("10/minute", description="Calls with addresses of sounds each caller may make.")
    upload_rate_limit: str = Field("300/minute", description="Calls of POST /upload each caller may make.")
    preview_rate_limit: str = Field("120/minute", description="Previews of voices each caller may ask for.")
    auth_rate_limit: str = Field("30/minute", description="Sign-in and registration attempts each address may make.")
    sign_in_rate_limit: str = Field(
        "10/15minutes", description="Sign-ins to one account that may fail from one address."
    )
    account_rate_limit: str = Field(
        "20/hour", description="Sign-ins to one account that may fail from all addresses that are new to it."
    )
    mail_rate_limit: str = Field("5/hour", description="Mails with links that one address may be sent.")
    export_rate_limit: str = Field("3/day", description="Exports of their data that each person may ask for.")
    deletion_grace_days: int = Field(
        14, ge=1, description="Days in which somebody who asked for their account's deletion can take it back."
    )

    @field_validator("cors_origins", "worker_queues", "outbound_allowed_hosts", mode="before")
    @classmethod
    def _split_list(cls, value: object) -> object:
        if isinstance(value, str):
            if value.strip().startswith("["):
                return tuple(json.loads(value))
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("default_sample_rate", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return int(value) if isinstance(value, str) and value.isdecimal() else value

    @field_validator("worker_queues")
    @classmethod
    def _known_queues(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value or set(value) - {"cpu", "gpu"}:
            raise ValueError("choose from cpu and gpu")
        return value

    @field_validator("data_dir", "models_dir", "local_storage_path")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.expanduser().absolute() if value else value

    @model_validator(mode="after")
    def _s3_is_complete(self) -> Self:
        if self.storage_type == "s3" and not self.s3_bucket:
            raise ValueError("STORAGE_TYPE=s3 needs S3_BUCKET")
        return self

    @model_validator(mode="after")
    def _mail_is_complete(self) -> Self:
        if self.smtp_host and not re.fullmatch(r"([^<>\r\n]*<)?[^<>\s@]+@[^<>\s@]+>?", self.mail_from or ""):
            raise ValueError("SMTP_HOST needs MAIL_FROM, such as: Audio Studio <studio@example.com>")
        for provider in ("google", "github"):
            if bool(getattr(self, f"{provider}_client_id")) != bool(getattr(self, f"{provider}_client_secret")):
                name = provider.upper()
                raise ValueError(f"{name}_CLIENT_ID and {name}_CLIENT_SECRET belong together")
        return self

    @model_validator(mode="after")
    def _secrets_are_secret(self) -> Self:
        """Refuse what stands in examples, tutorials and templates: whoever reads those could sign tokens."""
        if self.environment == "production":
            for name in ("secret_key", "api_key"):
                kept: SecretStr | None = getattr(self, name)
                if kept and (_EXAMPLE_SECRET.search(kept.get_secret_value()) or len(set(kept.get_secret_value())) < 6):
                    raise ValueError(
                        f"{name.upper()} is one that stands in examples; make your own with `openssl rand -base64 48`, "
                        "or leave SECRET_KEY unset and one is made. ENVIRONMENT=development accepts it."
                    )
        return self

    @property
    def sends_mail(self) -> bool:
        """Whether a mail server was named."""
        return self.smtp_host is not None

    @model_validator(mode="after")
    def _payments_are_complete(self) -> Self:
        needed = {
            "stripe": ("stripe_secret_key", "stripe_webhook_secret"),
            "square": ("square_access_token", "square_webhook_key", "square_location_id"),
        }
        if missing := [name.upper() for name in needed.get(self.payments_provider, ()) if not getattr(self, name)]:
            raise ValueError(f"PAYMENTS_PROVIDER={self.payments_provider} needs {', '.join(missing)}")
        if self.payments_provider == "sandbox" and (live := self._live_payment_keys()):
            raise ValueError(
                f"PAYMENTS_PROVIDER=sandbox gives credits away and does not start beside live keys: unset {live}"
            )
        return self

    def _live_payment_keys(self) -> str:
        """Return the variables that hold keys with which real money moves."""
        stripe = self.stripe_secret_key.get_secret_value() if self.stripe_secret_key else ""
        live = ["STRIPE_SECRET_KEY"] if stripe and not stripe.startswith(("sk_test_", "rk_test_")) else []
        if self.square_access_token and "sandbox" not in self.square_base_url:
            live.append("SQUARE_ACCESS_TOKEN")
        return ", ".join(live)

    @property
    def storage_dir(self) -> Path:
        """Folder of the files kept on local disk."""
        return self.local_storage_path or self.data_dir / "storage"

    @property
    def s3_endpoint(self) -> str:
        """Address of the S3 server, without a trailing slash."""
        return (self.s3_endpoint_url or f"https://s3.{self.s3_region}.amazonaws.com").rstrip("/")

    @property
    def weights_dir(self) -> Path:
        """Folder of the model weights."""
        return self.models_dir or self.data_dir / "models"

    @property
    def work_dir(self) -> Path:
        """Folder of files in the making; whatever is left there after a crash may be deleted."""
        return self.data_dir / "work"

    @classmethod
    def secret_variables(cls) -> tuple[str, ...]:
        """Return the names of the environment variables that hold secrets, in capitals."""
        secret = (name for name, field in cls.model_fields.items() if "SecretStr" in str(field.annotation))
        return tuple(name.upper() for name in secret)

    @property
    def public_url(self) -> str:
        """Address of the server as its users see it, without a trailing slash."""
        return self.base_url.rstrip("/") or f"http://{'localhost' if self.host in _ANY else self.host}:{self.port}"

    @cached_property
    def signing_key(self) -> bytes:
        """The secret everything is signed with."""
        if self.secret_key:
            return self.secret_key.get_secret_value().encode()
        return _kept_secret(self.data_dir / "secret_key")


# Of this product's seeds and of the usual templates.
_EXAMPLE_SECRET = re.compile(
    r"change[-_ ]?(me|this|it|in)|your[-_ ]?(very[-_ ]?)?(super[-_ ]?)?(secret|api|jwt|key)|super[-_ ]?secret|"
    r"^(secret|insecure|default|example|test)[-_ ]?(key|secret)|password123|0123456789|1234567890",
    re.IGNORECASE,
)
_ANY = {"0.0.0.0", "::", "127.0.0.1"}  # noqa: S104 - compared with, not bound to


def _kept_secret(path: Path) -> bytes:
    """Return the secret kept at ``path``, made at the first call; two first calls at once agree on one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)  # fails where another process was first, whose secret then counts
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_bytes().strip()


@cache
def get_settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
