"""Hundreds of jobs in one life of the product: nothing grows that should not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.customer import Customer
from tests.support.running_product import RunningProduct, wait_until

pytestmark = pytest.mark.timeout(1_800)
ROUNDS, JOBS_EACH = 6, 50
MOST_GROWTH = 1.1


@pytest.fixture
def product(open_dir: Path, weights_dir: Path) -> Iterator[RunningProduct]:
    product = RunningProduct(open_dir / "soak", weights_dir, WORKER_CONCURRENCY="2", USE_CPU="true")
    yield product
    print(product.said[-20_000:])
    product.process.kill()
    product.process.wait()
    wait_until(lambda: not product.leftovers(), "every process is gone")


def _held(product: RunningProduct) -> dict[str, tuple[int, int]]:
    """Return the most memory in bytes and the most open files that a process of each part holds."""
    held = {}
    for part, processes in product.members().items():
        if part in ("api", "worker", "engine"):
            memory = max(process.memory_info().rss for process in processes)
            held[part] = memory, max(process.num_fds() for process in processes)
    return held


async def test_hundreds_of_jobs_leave_memory_and_open_files_as_they_were(
    product: RunningProduct, beep: Path, song: Path
) -> None:
    seen = []
    for number in range(ROUNDS):
        customer = await Customer.register(product.url, number)
        product.grant(customer.workspace_id, 2 * JOBS_EACH)
        await customer.submit([beep] * (JOBS_EACH - 5), "conversion", pause_s=0)
        await customer.submit([song] * 5, "mastering", pause_s=0)
        jobs = await customer.finished(300)
        assert [job["status"] for job in jobs] == ["COMPLETED"] * JOBS_EACH
        assert not customer.trouble
        await customer.client.aclose()
        seen.append(_held(product))
        print(f"after {(number + 1) * JOBS_EACH} jobs:", seen[-1])
    # The first rounds load what is loaded once.
    for part, (memory_bytes, files) in seen[-1].items():
        warm_bytes, warm_files = seen[1][part]
        assert memory_bytes < MOST_GROWTH * warm_bytes + 20 * 1024**2, part
        assert files <= warm_files + 5, part
    assert product.left_in_work() == []
