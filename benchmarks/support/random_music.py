"""Makes the folder of a music engine whose parameters are random and few, of the classes that are published.

Runs with the Python of its environment: python random_music.py ENGINE FOLDER
"""

import os
import string
import sys
from pathlib import Path

os.environ["HF_HUB_OFFLINE"] = "1"

import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from tokenizers.pre_tokenizers import ByteLevel
from transformers import PreTrainedTokenizerBase, T5Config, T5EncoderModel, T5TokenizerFast

WORDS = string.ascii_letters + string.digits + ",.-'#:/"


def t5_tokenizer(most_tokens: int) -> T5TokenizerFast:
    """Return a reader of single letters, of the class that reads for T5."""
    signs = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((sign, -3.0) for sign in f"▁{WORDS}")]
    tokenizer = Tokenizer(models.Unigram(signs, unk_id=2))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    return T5TokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="</s>",
        unk_token="<unk>",
        extra_ids=0,
        model_max_length=most_tokens,
    )


def byte_vocabulary(*specials: str) -> dict[str, int]:
    return {sign: number for number, sign in enumerate([*specials, *sorted(ByteLevel.alphabet())])}


def t5_encoder(width: int) -> T5EncoderModel:
    return T5EncoderModel(T5Config(vocab_size=96, d_model=width, d_kv=8, d_ff=32, num_layers=1, num_heads=2))


def enlarge(network: torch.nn.Module) -> None:
    """Give a network weights that hand on what they are given, where those that it begins with let it fade."""
    for parameter in network.parameters():
        if parameter.dim() > 1:
            torch.nn.init.xavier_normal_(parameter, gain=2.0)


def make_ace_step(folder: Path) -> None:
    """ACE-Step 1.5 as base weights are published: with its tokenizer for covers, not distilled."""
    from diffusers import (
        AceStepPipeline,
        AceStepTransformer1DModel,
        AutoencoderOobleck,
        FlowMatchEulerDiscreteScheduler,
    )
    from diffusers.pipelines.ace_step import (
        AceStepAudioTokenDetokenizer,
        AceStepAudioTokenizer,
        AceStepConditionEncoder,
    )
    from transformers import Qwen2Tokenizer, Qwen3Config, Qwen3Model

    size = {
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
    }
    text = Qwen3Config(vocab_size=300, num_hidden_layers=1, max_position_embeddings=4096, **size)
    vocabulary = byte_vocabulary("<|endoftext|>")
    tokenizer: PreTrainedTokenizerBase = Qwen2Tokenizer(
        vocab=vocabulary, merges=[], unk_token="<|endoftext|>", pad_token="<|endoftext|>"
    )
    encoder = AceStepConditionEncoder(
        text_hidden_dim=32,
        timbre_hidden_dim=8,
        num_lyric_encoder_hidden_layers=2,
        num_timbre_encoder_hidden_layers=2,
        sliding_window=16,
        **size,
    )
    encoder.silence_latent.normal_(0, 0.1)
    pooling = {**size, "audio_acoustic_hidden_dim": 8, "pool_window_size": 5, "sliding_window": 16}
    pipeline = AceStepPipeline(
        vae=AutoencoderOobleck(
            encoder_hidden_size=16,
            downsampling_ratios=[2, 4, 4, 6, 10],
            channel_multiples=[1, 1, 1, 1, 1],
            decoder_channels=8,
            decoder_input_channels=8,
            audio_channels=2,
            sampling_rate=48_000,
        ),
        text_encoder=Qwen3Model(text),
        tokenizer=tokenizer,
        transformer=AceStepTransformer1DModel(
            num_hidden_layers=2, in_channels=24, audio_acoustic_hidden_dim=8, sliding_window=16, **size
        ),
        condition_encoder=encoder,
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1, shift=1.0),
        audio_tokenizer=AceStepAudioTokenizer(fsq_dim=32, num_attention_pooler_hidden_layers=1, **pooling),
        audio_token_detokenizer=AceStepAudioTokenDetokenizer(num_attention_pooler_hidden_layers=1, **pooling),
    )
    pipeline.save_pretrained(folder)


def make_stable_audio(folder: Path) -> None:
    """Stable Audio Open, at its own rate."""
    from diffusers import (
        AutoencoderOobleck,
        CosineDPMSolverMultistepScheduler,
        StableAudioDiTModel,
        StableAudioPipeline,
    )
    from diffusers.pipelines.stable_audio import StableAudioProjectionModel

    pipeline = StableAudioPipeline(
        vae=AutoencoderOobleck(
            encoder_hidden_size=8,
            downsampling_ratios=[4, 8, 8, 8],
            channel_multiples=[1, 1, 1, 1],
            decoder_channels=8,
            decoder_input_channels=4,
            audio_channels=2,
            sampling_rate=44_100,
        ),
        text_encoder=t5_encoder(16),
        projection_model=StableAudioProjectionModel(
            text_encoder_dim=16, conditioning_dim=16, min_value=0, max_value=512
        ),
        tokenizer=t5_tokenizer(128),
        transformer=StableAudioDiTModel(
            sample_size=128,
            in_channels=4,
            num_layers=2,
            attention_head_dim=8,
            num_attention_heads=2,
            num_key_value_attention_heads=2,
            out_channels=4,
            cross_attention_dim=16,
            time_proj_dim=8,
            global_states_input_dim=32,
            cross_attention_input_dim=16,
        ),
        scheduler=CosineDPMSolverMultistepScheduler(
            solver_order=2, prediction_type="v_prediction", sigma_data=1.0, sigma_schedule="exponential"
        ),
    )
    pipeline.save_pretrained(folder)


def make_audioldm2(folder: Path) -> None:
    """AudioLDM 2, at its own rate, with a vocoder that makes 160 samples of a row as the published one does."""
    from diffusers import (
        AudioLDM2Pipeline,
        AudioLDM2ProjectionModel,
        AudioLDM2UNet2DConditionModel,
        AutoencoderKL,
        DDIMScheduler,
    )
    from transformers import (
        ClapConfig,
        ClapFeatureExtractor,
        ClapModel,
        GPT2Config,
        GPT2LMHeadModel,
        RobertaTokenizer,
        SpeechT5HifiGan,
        SpeechT5HifiGanConfig,
    )

    clap = ClapConfig(
        text_config={
            "bos_token_id": 0,
            "eos_token_id": 2,
            "hidden_size": 8,
            "intermediate_size": 37,
            "num_attention_heads": 1,
            "num_hidden_layers": 1,
            "pad_token_id": 1,
            "vocab_size": 300,
            "projection_dim": 8,
        },
        audio_config={
            "spec_size": 8,
            "window_size": 4,
            "num_mel_bins": 8,
            "intermediate_size": 37,
            "depths": [1, 1],
            "num_attention_heads": [1, 1],
            "num_hidden_layers": 1,
            "hidden_size": 192,
            "projection_dim": 8,
            "patch_size": 2,
            "patch_stride": 2,
            "patch_embed_input_channels": 4,
        },
        projection_dim=16,
    )
    language_model = GPT2LMHeadModel(GPT2Config(n_embd=16, n_head=1, n_layer=1, vocab_size=300, n_positions=600))
    language_model.config.max_new_tokens = 8
    pipeline = AudioLDM2Pipeline(
        vae=AutoencoderKL(
            block_out_channels=[8, 16],
            in_channels=1,
            out_channels=1,
            norm_num_groups=8,
            down_block_types=["DownEncoderBlock2D"] * 2,
            up_block_types=["UpDecoderBlock2D"] * 2,
            latent_channels=4,
        ),
        text_encoder=ClapModel(clap),
        text_encoder_2=t5_encoder(32),
        projection_model=AudioLDM2ProjectionModel(text_encoder_dim=16, text_encoder_1_dim=32, langauge_model_dim=16),
        language_model=language_model,
        tokenizer=RobertaTokenizer(
            vocab=byte_vocabulary("<s>", "<pad>", "</s>", "<unk>", "<mask>"), merges=[], model_max_length=512
        ),
        tokenizer_2=t5_tokenizer(512),
        feature_extractor=ClapFeatureExtractor(
            hop_length=7_900, sampling_rate=16_000, feature_size=8, fft_window_size=64, frequency_max=8_000
        ),
        unet=AudioLDM2UNet2DConditionModel(
            block_out_channels=(8, 16),
            layers_per_block=1,
            norm_num_groups=8,
            sample_size=32,
            in_channels=4,
            out_channels=4,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=(8, 16),
        ),
        scheduler=DDIMScheduler(
            beta_start=0.00085,
            beta_end=0.012,
            beta_schedule="scaled_linear",
            clip_sample=False,
            set_alpha_to_one=False,
        ),
        vocoder=SpeechT5HifiGan(
            SpeechT5HifiGanConfig(
                model_in_dim=8,
                sampling_rate=16_000,
                upsample_initial_channel=32,
                upsample_rates=[5, 4, 4, 2],
                upsample_kernel_sizes=[11, 8, 8, 4],
                resblock_kernel_sizes=[3],
                resblock_dilation_sizes=[[1, 3, 5]],
                normalize_before=False,
            )
        ),
    )
    enlarge(pipeline.vocoder)
    pipeline.save_pretrained(folder)


def make_musicgen(folder: Path) -> None:
    """MusicGen in mono, 50 frames a second of four codebooks."""
    from transformers import (
        EncodecConfig,
        EncodecFeatureExtractor,
        MusicgenConfig,
        MusicgenDecoderConfig,
        MusicgenForConditionalGeneration,
        MusicgenProcessor,
    )

    codebook = 64
    text = T5Config(vocab_size=96, d_model=32, d_kv=8, d_ff=64, num_layers=1, num_decoder_layers=1, num_heads=2)
    codec = EncodecConfig(
        sampling_rate=32_000,
        audio_channels=1,
        target_bandwidths=[1.2],
        num_filters=4,
        upsampling_ratios=[8, 5, 4, 4],
        codebook_size=codebook,
        codebook_dim=16,
        hidden_size=16,
        num_lstm_layers=1,
        normalize=False,
        use_causal_conv=False,
        chunk_length_s=None,
        pad_mode="reflect",
    )
    decoder = MusicgenDecoderConfig(
        vocab_size=codebook,
        num_hidden_layers=2,
        ffn_dim=64,
        num_attention_heads=4,
        hidden_size=32,
        num_codebooks=4,
        audio_channels=1,
        pad_token_id=codebook,
        bos_token_id=codebook,
        eos_token_id=None,
    )
    model = MusicgenForConditionalGeneration(
        MusicgenConfig(text_encoder=text.to_dict(), audio_encoder=codec.to_dict(), decoder=decoder.to_dict())
    )
    enlarge(model.text_encoder)
    enlarge(model.decoder)
    for layer in model.audio_encoder.quantizer.layers:
        layer.codebook.embed.normal_()
    wanted = model.generation_config
    wanted.decoder_start_token_id = wanted.pad_token_id = wanted.bos_token_id = codebook
    wanted.guidance_scale, wanted.do_sample, wanted.max_length = 3.0, True, 1_500
    model.save_pretrained(folder)
    extractor = EncodecFeatureExtractor(feature_size=1, sampling_rate=32_000, padding_side="left", chunk_length_s=None)
    MusicgenProcessor(extractor, t5_tokenizer(512)).save_pretrained(folder)


MAKERS = {
    "ace_step": make_ace_step,
    "musicgen": make_musicgen,
    "stable_audio": make_stable_audio,
    "audioldm2": make_audioldm2,
}

if __name__ == "__main__":
    torch.manual_seed(7)
    with torch.no_grad():
        MAKERS[sys.argv[1]](Path(sys.argv[2]))
