"""Says a text by pocket-tts alone, for comparison; runs with the Python of its environment.

Usage: python original_pocket.py FOLDER REQUEST, which has references, text, seed, threads and sound
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
import yaml
from pocket_tts import TTSModel

folder, request = Path(sys.argv[1]) / "english", json.loads(sys.argv[2])
config = yaml.safe_load((folder / "config.yaml").read_text())
config["weights_path"] = str(folder / "model.safetensors")
path = Path(request["sound"]).with_suffix(".yaml")
path.write_text(yaml.safe_dump(config))
model = TTSModel.load_model(config=path)
torch.set_num_threads(request["threads"])
recording = torch.from_numpy(np.concatenate([np.load(path) for path in request["references"]]))[None]
state = model.get_state_for_audio_prompt(recording)
torch.manual_seed(request["seed"])
np.save(request["sound"], model.generate_audio(state, request["text"]).numpy())
