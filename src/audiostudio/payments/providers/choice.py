"""Which payment providers are set up."""

from collections.abc import Mapping

from audiostudio.kit.postgres.database import Database
from audiostudio.payments.prices import PriceList
from audiostudio.payments.providers.base import PaymentProvider
from audiostudio.payments.providers.sandbox import SandboxProvider
from audiostudio.payments.providers.square import SquareProvider
from audiostudio.payments.providers.stripe import StripeProvider
from audiostudio.settings import Settings


class Providers:
    """The providers that are set up: one sells, the others still tell of what they sold."""

    def __init__(self, settings: Settings, database: Database) -> None:
        prices = PriceList(database)
        known: dict[str, PaymentProvider] = {}
        if settings.payments_provider == "sandbox":
            known["sandbox"] = SandboxProvider(database, prices, settings)
        if settings.stripe_secret_key and settings.stripe_webhook_secret:
            known["stripe"] = StripeProvider(
                settings.stripe_secret_key.get_secret_value(),
                settings.stripe_webhook_secret.get_secret_value(),
                prices,
                base_url=settings.stripe_base_url,
            )
        if settings.square_access_token and settings.square_webhook_key and settings.square_location_id:
            known["square"] = SquareProvider(
                settings.square_access_token.get_secret_value(),
                settings.square_webhook_key.get_secret_value(),
                settings.square_location_id,
                prices,
                base_url=settings.square_base_url,
                notification_url=f"{settings.public_url}/api/webhook",
            )
        self.all: Mapping[str, PaymentProvider] = known
        self.selling = known.get(settings.payments_provider)
