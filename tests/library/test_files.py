"""Files by the address that stays: for players in pages, which know a session's cookie and ask for parts."""

from pathlib import Path

from tests.support.studio import Studio


async def test_a_player_gets_what_went_in_and_what_came_out_by_its_session_alone(studio: Studio, beep: Path) -> None:
    page = studio.client()
    page.headers["Origin"] = studio.url
    body = {"email": "player@example.com", "username": "player", "password": "correct horse"}
    assert (await page.post("/auth/session/register", json=body)).status_code == 201
    with beep.open("rb") as file:
        form, headers = {"tool": "conversion"}, {"Prefer": "wait=60"}
        answer = await page.post("/upload", files={"file": ("b.wav", file)}, data=form, headers=headers)
    job = answer.json()
    assert job["status"] == "COMPLETED", job
    (sent,) = job["inputs"]
    assert (sent["role"], sent["name"]) == ("input-000", "b.wav")
    for asset in (sent, job["outputs"][0]):
        address = f"/asset/{asset['asset_id']}"
        whole = await page.get(address)
        assert len(whole.content) == asset["size_bytes"]
        part = await page.get(address, headers={"Range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, whole.content[100:200])
        assert (await page.head(address)).headers["content-length"] == str(asset["size_bytes"])
        assert whole.headers["content-security-policy"].startswith("sandbox")
        assert (await studio.client().get(address)).status_code == 401
    assert (await page.get(f"/asset/{sent['asset_id']}")).content == beep.read_bytes()
