"""Says a text by coqui-tts's own loading and conditioning, for comparison; runs with the Python of its environment.

Usage: python original_xtts.py FOLDER ADAPTER REQUEST, which has references, text, language, seed, threads and sound
"""

# ruff: noqa: E402 - torchaudio is taken care of before anything imports it

import json
import runpy
import sys

runpy.run_path(sys.argv[2])["_import"]("TTS")

import numpy as np
import torch
from TTS.tts.configs.xtts_config import XttsConfig
from TTS.tts.models import xtts

request = json.loads(sys.argv[3])
torch.set_num_threads(request["threads"])
config = XttsConfig()
config.load_json(f"{sys.argv[1]}/config.json")
model = xtts.Xtts(config)
model.load_checkpoint(config, checkpoint_dir=sys.argv[1], eval=True)
xtts.load_audio = lambda path, rate_hz: torch.from_numpy(np.load(path))[None]  # its own needs FFmpeg's libraries
latents, embedding = model.get_conditioning_latents(
    audio_path=request["references"],
    max_ref_length=config.max_ref_len,
    gpt_cond_len=config.gpt_cond_len,
    gpt_cond_chunk_len=config.gpt_cond_chunk_len,
)
torch.manual_seed(request["seed"])
settings = ("temperature", "length_penalty", "repetition_penalty", "top_k", "top_p")
said = model.inference(
    request["text"], request["language"], latents, embedding, **{name: config[name] for name in settings}
)
np.save(request["sound"], said["wav"])
