"""Makes the files of a Pocket TTS whose parameters are random: few of them, or as many as the published one has.

Runs with the Python of its environment: python random_pocket.py FOLDER small|full
"""

import json
import string
import sys
from pathlib import Path

import pocket_tts
import safetensors.torch
import torch
import yaml
from pocket_tts import TTSModel
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

folder = Path(sys.argv[1]) / "english"
folder.mkdir(parents=True, exist_ok=True)
torch.manual_seed(7)

signs = ["<unk>", "▁", *string.ascii_letters, *string.digits, *".,!?'-;:"]
tokenizer = Tokenizer(models.BPE({sign: n for n, sign in enumerate(signs)}, [], unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
tokenizer.decoder = decoders.Metaspace()
tokenizer.save(str(folder / "tokenizer.json"))

seanet = {
    "dimension": 32,
    "channels": 1,
    "n_filters": 4,
    "n_residual_layers": 1,
    "ratios": [6, 5, 4],
    "kernel_size": 7,
    "residual_kernel_size": 3,
    "last_kernel_size": 3,
    "dilation_base": 2,
    "pad_mode": "constant",
    "compress": 2,
}
transformer = {"d_model": 32, "num_heads": 2, "num_layers": 1, "layer_scale": 0.01, "context": 250}
config = {
    "flow_lm": {
        "dtype": "float32",
        "insert_bos_before_voice": True,
        "flow": {"depth": 2, "dim": 32},
        "transformer": {"d_model": 64, "hidden_scale": 2, "max_period": 10000, "num_heads": 2, "num_layers": 2},
        "lookup_table": {"dim": 64, "n_bins": len(signs), "tokenizer": "tokenizers"},
    },
    "mimi": {
        "dtype": "float32",
        "sample_rate": 24_000,
        "inner_dim": 8,
        "outer_dim": 32,
        "channels": 1,
        "frame_rate": 12.5,
        "seanet": seanet,
        "transformer": {**transformer, "dim_feedforward": 64, "input_dimension": 32, "output_dimensions": [32]},
        "quantizer": {"dimension": 8, "output_dimension": 32},
    },
}
if sys.argv[2] == "full":
    published = Path(pocket_tts.__file__).parent / "config" / "english.yaml"
    config = {part: yaml.safe_load(published.read_text())[part] for part in ("flow_lm", "mimi")}
    config["flow_lm"]["lookup_table"]["n_bins"] = len(signs)
config["flow_lm"]["lookup_table"]["tokenizer_path"] = str(folder / "tokenizer.json")
path = folder / "config.yaml"
path.write_text(yaml.safe_dump(config))
model = TTSModel.load_model(config=path)
with torch.no_grad():
    for parameter in model.parameters():
        if not parameter.isfinite().all() or not parameter.abs().sum():
            parameter.normal_(0, 0.05)
safetensors.torch.save_file(model.state_dict(), folder / "model.safetensors")
print(json.dumps({"parameters": sum(parameter.numel() for parameter in model.parameters())}))
