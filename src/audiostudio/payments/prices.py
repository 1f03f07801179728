"""Prices by their id: rows that never change, so each process reads them once."""

from uuid import UUID

from audiostudio.kit.postgres.database import Database
from audiostudio.payments import repository
from audiostudio.payments.models import Price


class PriceList:
    """Every version of every price that there has been."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[UUID, Price] = {}

    async def get(self, price_id: UUID) -> Price:
        """Return a price.

        Raises:
            KeyError: there is none of this id.
        """
        if price_id not in self._known:
            async with self._database.session(turn_of="prices") as session:
                self._known = {price.id: price for price in await repository.list_prices(session)}
        return self._known[price_id]
