"""What a person notices of a death in the house: seconds, and no work done twice where it can be helped."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.support.customer import Customer
from tests.support.running_product import RunningProduct, wait_until


@pytest.fixture(scope="module")
async def product(open_dir: Path, weights_dir: Path) -> AsyncIterator[RunningProduct]:
    product = RunningProduct(open_dir / "restarts", weights_dir, WORKER_CONCURRENCY="1", USE_CPU="true")
    yield product
    print(product.said[-20_000:])
    product.process.kill()
    product.process.wait()
    wait_until(lambda: not product.leftovers(), "every process is gone")


@pytest.fixture(scope="module")
def minutes(open_dir: Path) -> Path:
    """Give three minutes that keep a worker busy for seconds."""
    path = open_dir / "minutes.flac"
    sound = 0.1 * np.random.default_rng(5).standard_normal((44_100 * 180, 2))
    soundfile.write(path, sound.clip(-1, 1), 44_100)
    return path


async def _in_work(customer: Customer, path: Path) -> None:
    await customer.submit([path], "mastering", pause_s=0)
    while (await customer.status())["progress"] == 0:
        time.sleep(0.02)  # noqa: ASYNC251 - nothing else runs here


async def test_work_goes_on_while_the_database_is_started_again(product: RunningProduct, minutes: Path) -> None:
    customer = await Customer.register(product.url, 1)
    await _in_work(customer, minutes)
    product.members()["postmaster"][0].kill()
    (job,) = await customer.finished()
    assert (job["status"], job["attempt"]) == ("COMPLETED", 1)
    await customer.client.aclose()


async def test_the_queue_is_served_again_soon_after_the_database_was_away(
    product: RunningProduct, minutes: Path
) -> None:
    customer = await Customer.register(product.url, 2)
    product.members()["postmaster"][0].kill()
    began = time.monotonic()
    await customer.submit([minutes], "mastering", pause_s=0)
    while (await customer.status())["status"] == "PENDING":
        time.sleep(0.02)  # noqa: ASYNC251
    took_s = time.monotonic() - began
    print(f"in work {took_s:.1f} s after the database died")
    assert took_s < 60, "not the ever longer pauses of a connection pool"
    await customer.finished()
    await customer.client.aclose()


async def test_a_job_of_a_killed_worker_goes_on_as_soon_as_there_is_another(
    product: RunningProduct, minutes: Path
) -> None:
    customer = await Customer.register(product.url, 3)
    await _in_work(customer, minutes)
    said_before = len(product.said)
    product.members()["worker"][0].kill()
    while (await customer.status())["attempt"] < 2:
        time.sleep(0.02)  # noqa: ASYNC251
    wait_until(lambda: "recovering jobs of a dead worker" in product.said[said_before:], "its folder told of its death")
    assert "recovered jobs of silent workers" not in product.said[said_before:], "nobody waited for its silence"
    assert (await customer.finished())[0]["status"] == "COMPLETED"
    await customer.client.aclose()
