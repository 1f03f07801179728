"""What was said in a sound, as text with times: transcripts, and the subtitles made of them."""
