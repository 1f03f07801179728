"""Every room's routes, in the order in which the OpenAPI document lists them; a new room adds its two lines here."""

from audiostudio.accounts.browser_endpoints import router as browser_sessions
from audiostudio.accounts.endpoints import router as accounts
from audiostudio.credits.endpoints import router as credits
from audiostudio.jobs.endpoints import router as jobs
from audiostudio.library.endpoints import router as files
from audiostudio.library.item_endpoints import router as library
from audiostudio.library.upload_endpoints import router as library_uploads
from audiostudio.operations.endpoints import router as operations
from audiostudio.submissions.endpoints import router as submissions
from audiostudio.submissions.library_endpoints import router as library_jobs
from audiostudio.uploads.endpoints import router as uploads
from audiostudio.voices.cloning.endpoints import router as voice_cloning
from audiostudio.voices.favourites.endpoints import router as favourites
from audiostudio.voices.gallery.endpoints import router as voices
from audiostudio.voices.previews.endpoints import router as previews
from audiostudio.voices.pronunciations.endpoints import router as pronunciations
from audiostudio.voices.speech.endpoints import router as speech
from audiostudio.voices.speech.openai_endpoints import router as openai
from audiostudio.webhooks.endpoints import router as webhooks

ROUTERS = (
    accounts,
    browser_sessions,
    credits,
    uploads,
    submissions,
    library_jobs,
    library_uploads,
    speech,
    openai,
    jobs,
    files,
    library,
    voices,
    voice_cloning,
    pronunciations,
    favourites,
    previews,
    webhooks,
    operations,
)
