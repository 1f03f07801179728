"""What is posted reaches public machines alone, however their names and answers try to lead elsewhere."""

import pytest

from audiostudio.kit.outbound.post import PostFailed, post
from tests.support.webhook_receiver import Receiver


async def test_a_name_that_resolves_to_a_private_machine_at_the_second_time_reaches_nobody(receiver: Receiver) -> None:
    asked = []

    async def rebinding(host: str, port: int) -> list[str]:
        """Tell a public address first (of a network that nobody routes), and this machine's from then on."""
        asked.append(host)
        return ["192.31.196.1"] if len(asked) == 1 else ["127.0.0.1"]

    url = f"http://rebinding.example.com:{receiver.port}/"
    with pytest.raises(PostFailed, match=r"not reachable|no answer"):
        await post(url, b"x", {}, timeout_s=2, connect_timeout_s=1, resolver=rebinding)
    assert asked == ["rebinding.example.com"], "judged and dialled by one look-up"
    with pytest.raises(PostFailed, match="not a public address"):
        await post(url, b"x", {}, timeout_s=2, connect_timeout_s=1, resolver=rebinding)
    assert receiver.messages == []


@pytest.mark.parametrize("location", ["http://127.0.0.1:{port}/", "http://169.254.169.254/latest", "//10.0.0.1/"])
async def test_a_redirect_is_an_answer_like_any_other(receiver: Receiver, location: str) -> None:
    receiver.status, receiver.answer_headers = 307, {"Location": location.format(port=receiver.port)}
    allowed = (f"127.0.0.1:{receiver.port}",)
    with pytest.raises(PostFailed, match="status 307") as failure:
        await post(receiver.url, b"x", {}, timeout_s=5, connect_timeout_s=5, allowed_hosts=allowed)
    assert failure.value.answer is not None
    assert failure.value.answer.status == 307
    assert len(receiver.messages) == 1


async def test_an_answer_is_read_as_far_as_its_head(receiver: Receiver) -> None:
    receiver.status, receiver.answer = 200, b"\xff\x1bok " + b"y" * 100_000
    allowed = (f"127.0.0.1:{receiver.port}",)
    answer = await post(receiver.url, b"x", {}, timeout_s=5, connect_timeout_s=5, allowed_hosts=allowed)
    assert answer.status == 200
    assert answer.head == "\N{REPLACEMENT CHARACTER}" * 2 + "ok " + "y" * 495
