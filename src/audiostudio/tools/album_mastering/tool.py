"""Album mastering: tracks go in, as many masters come out, at a loudness and with a tone that make them one record."""

from collections.abc import Sequence
from pathlib import Path

from audiostudio.tools.album_mastering.params import AlbumParams
from audiostudio.tools.base import Progress, ToolContext, ToolResult
from audiostudio.tools.deliverable import MasteringTool


class AlbumMastering(MasteringTool[AlbumParams]):
    """Masters that belong together; sample-exact lengths, so gaps and segues stay as they are.

    The job is whole or not at all: one file that cannot be mastered fails it, under that file's name.
    """

    name = "album_mastering"
    verb = "album-mastering"
    title = "Album mastering"
    summary = "Masters up to twenty tracks as one record: consistent loudness and tone, gaps kept."
    Params = AlbumParams
    max_files = 20

    def run(
        self,
        params: AlbumParams,
        inputs: Sequence[Path],
        out_dir: Path,
        context: ToolContext,
        progress: Progress,
    ) -> ToolResult:
        """Master all inputs, in their order.

        Raises:
            AudioError: a track cannot be decoded or mastered; the detail begins with its name.
            ToolError: as `check`.
        """
        from audiostudio.tools.album_mastering.run import master_album

        self.check(params, context.entitlements)
        return master_album(params, inputs, out_dir, context, progress)


TOOL = AlbumMastering()
