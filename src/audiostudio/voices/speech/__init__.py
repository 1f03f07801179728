"""Speech by any voice: its own route, and those of programs written for the audio API of OpenAI."""
