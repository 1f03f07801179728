"""Makes the files of an XTTS-v2 whose parameters are random: few of them, or as many as the published one has.

Runs with the Python of its environment: python random_xtts.py FOLDER ADAPTER small|full
"""

# ruff: noqa: E402 - torchaudio is taken care of before anything imports it

import json
import random
import runpy
import string
import sys
from pathlib import Path

runpy.run_path(sys.argv[2])["_import"]("TTS")  # which takes care of torchaudio

import safetensors.torch
import torch
from tokenizers import Tokenizer
from tokenizers.models import BPE
from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
from TTS.tts.models.xtts import Xtts

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(7)
random.seed(7)

special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", "[en]", "[de]", "[zh-cn]", "[ja]", "[ko]", "[hi]"]
letters = [*string.ascii_lowercase, *string.digits, *".,!?'-"]
tokenizer = Tokenizer(BPE({token: n for n, token in enumerate(special + letters)}, [], unk_token="[UNK]"))
tokenizer.add_special_tokens(special)
tokenizer.save(str(folder / "vocab.json"))

small = {
    "gpt_layers": 2,
    "gpt_n_model_channels": 64,
    "gpt_n_heads": 2,
    "gpt_max_audio_tokens": 40,
    "gpt_max_text_tokens": 200,
    "gpt_num_audio_tokens": 130,
    "gpt_start_audio_token": 128,
    "gpt_stop_audio_token": 129,
    "decoder_input_dim": 64,
}
full = {
    "gpt_max_audio_tokens": 120,  # the published one stops by itself; this one would go on to the end
    "gpt_num_audio_tokens": 1026,
    "gpt_start_audio_token": 1024,
    "gpt_stop_audio_token": 1025,
}
size = small if sys.argv[3] == "small" else full
arguments = XttsArgs(gpt_use_perceiver_resampler=True, **size)
config = XttsConfig(model_args=arguments)
config.save_json(str(folder / "config.json"))
model = Xtts(config)
model.tokenizer = type(model.tokenizer)(vocab_file=folder / "vocab.json")
model.init_models()
parameters = sum(parameter.numel() for parameter in model.parameters())
state = {name: value.clone() for name, value in model.state_dict().items()}
safetensors.torch.save_file(state, folder / "same.safetensors")
torch.save({"config": config.to_dict(), "model": model.state_dict()}, folder / "model.pth")
width = arguments.gpt_n_model_channels
speaker = {"gpt_cond_latent": torch.randn(1, 32, width), "speaker_embedding": torch.randn(1, 512, 1)}
torch.save({"Tiny Person": speaker}, folder / "speakers_xtts.pth")
print(json.dumps({"parameters": parameters}))
