"""Teams of several people, made by the routes that people use."""

from dataclasses import dataclass
from uuid import UUID

import httpx2

from tests.support.account import Account
from tests.support.studio import Studio

HEADER = "Audio-Studio-Workspace"


@dataclass
class Team:
    """A team, and who owns it."""

    studio: Studio
    owner: Account
    workspace_id: UUID

    @property
    def there(self) -> dict[str, str]:
        """The header that names it."""
        return {HEADER: str(self.workspace_id)}

    async def invite(self, email: str, role: str = "member", *, by: Account | None = None) -> httpx2.Response:
        return await (by or self.owner).client.post(
            "/workspace/invitations", json={"email": email, "role": role}, headers=self.there
        )

    async def add(self, role: str = "member") -> Account:
        """Let somebody new join, and return them."""
        person = await self.studio.register()
        token = token_of(await self.invite(person.email, role))
        joined = await person.client.post("/invitations/accept", json={"token": token})
        assert joined.json() == {"workspace_id": str(self.workspace_id)}
        return person

    async def members(self, seen_by: Account | None = None) -> dict[str, dict[str, object]]:
        """Return the members by their addresses."""
        answer = await (seen_by or self.owner).client.get("/workspace/members", headers=self.there)
        return {member["email"]: member for member in answer.json()}

    async def change(self, person: Account, *, by: Account | None = None, **change: object) -> httpx2.Response:
        address = f"/workspace/members/{person.user_id}"
        return await (by or self.owner).client.patch(address, json=change, headers=self.there)

    def give(self, credits: int) -> None:
        self._as_worker("SELECT credit_grant(%s, %s, 'test', NULL, %s)", credits, f"test {self.workspace_id}")

    def set_tier(self, tier: str) -> None:
        self._as_worker("SELECT set_tier(%s, %s)", tier)

    def _as_worker(self, call: str, *values: object) -> None:
        with self.studio.admin() as connection:
            connection.execute("SET ROLE studio_worker")
            connection.execute(call, (self.workspace_id, *values))


async def make_team(studio: Studio, *, credits: int = 0, tier: str = "Pro") -> Team:
    owner = await studio.register()
    answer = await owner.client.post("/workspaces", json={"name": "The band"})
    assert answer.status_code == 201, answer.text
    team = Team(studio, owner, UUID(answer.json()["workspace_id"]))
    if credits:
        team.give(credits)
    team.set_tier(tier)
    return team


def token_of(answer: httpx2.Response) -> str:
    """Return the token of a fresh invitation."""
    assert answer.status_code == 201, answer.text
    return str(answer.json()["link"].partition("#")[2])
