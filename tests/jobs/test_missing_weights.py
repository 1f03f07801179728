"""A worker without weights: the job fails under a code that says what to do, and is refunded."""

from pathlib import Path
from typing import Any

from tests.support.studio import serving, working


async def test_a_job_whose_weights_are_missing_says_which_command_gets_them(
    make_settings: Any, song: Path, open_dir: Path
) -> None:
    settings = make_settings(AUDIOSTUDIO_MODELS_DIR=open_dir / "no models")
    async with serving(settings) as studio, working(settings):
        person = await studio.register()
        job = await person.finished((await person.upload(song, tool="separation")).json()["job_id"])
        assert (job["status"], job["error"]["code"], job["attempt"]) == ("FAILED", "model_missing", 1)
        assert "audiostudio models pull" in job["error"]["detail"]
        assert await person.balance() == 3
