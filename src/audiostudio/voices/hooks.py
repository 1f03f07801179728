"""Which tools' jobs the rooms of voices take part in."""

from audiostudio.jobs.hooks import JobHooks
from audiostudio.tools.registry import all_tools
from audiostudio.voices.cloning.hooks import SpeakingHooks, TrainingHooks
from audiostudio.voices.pronunciations.hooks import DictionaryHooks


def job_hooks() -> dict[str, tuple[JobHooks, ...]]:
    """Return the hooks by tool: training, and every tool that reads aloud."""
    readers = [tool.name for tool in all_tools().values() if tool.uses_dictionary]
    return {**dict.fromkeys(readers, (SpeakingHooks(), DictionaryHooks())), "voice_cloning": (TrainingHooks(),)}
