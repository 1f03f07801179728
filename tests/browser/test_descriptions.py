"""The pages that describe the API, as a browser shows them: whole, from this server alone, within their policy."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, expect

from tests.support.studio import Studio


@pytest.mark.parametrize(
    ("path", "shown", "policy"),
    [
        ("/docs", "Authorize", "frame-ancestors 'none'"),
        ("/redoc", "Make an account and sign in.", "frame-ancestors 'none'"),
        ("/docs/errors", "password_too_easy", "default-src 'none'"),
    ],
)
async def test_a_description_is_shown_whole_under_its_policy(
    chromium: Browser, idle_studio: Studio, path: str, shown: str, policy: str
) -> None:
    page = await chromium.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    came_from: set[str] = set()
    page.on("response", lambda response: came_from.add(urlsplit(response.url).netloc))
    answer = await page.goto(f"{idle_studio.url}{path}")
    assert answer is not None
    assert policy in answer.headers["content-security-policy"]
    await expect(page.get_by_text(shown).first).to_be_visible()
    # Redoc would fetch its maker's picture; the policy is what keeps it from telling who reads.
    assert [told for told in complaints if "cdn.redoc.ly" not in told or "has been blocked" not in told] == []
    assert came_from - {""} == {urlsplit(idle_studio.url).netloc}
    await page.close()
