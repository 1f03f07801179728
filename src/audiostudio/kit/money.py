"""Credits as they travel: exact decimals inside, plain numbers in JSON."""

from decimal import Decimal
from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

Credits = Annotated[
    Decimal,
    PlainSerializer(lambda amount: int(amount) if amount == amount.to_integral_value() else float(amount)),
    WithJsonSchema({"type": "number", "description": "Credits, with at most two decimals."}),
]
