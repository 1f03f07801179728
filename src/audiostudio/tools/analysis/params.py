"""What may be asked of the analysis tool."""

from pydantic import Field

from audiostudio.tools.base import ToolParams


class AnalysisParams(ToolParams):
    """What to write beside the JSON file that holds everything."""

    picture: bool = Field(True, description="Also draw it all on one page (SVG).")
    tables: bool = Field(
        True, description="Also write beats and chords as CSV, and sections and chords as labels for Audacity."
    )
