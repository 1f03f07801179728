"""Presets: pieces that people often need, each a prompt with parameters, ready to be changed."""

from dataclasses import dataclass
from typing import Literal

from audiostudio.engines.composition.planning.brief import PlanRequest

Category = Literal["video", "podcast", "business", "relax", "energy", "game", "film", "events", "kids", "genres"]


@dataclass(frozen=True)
class Preset:
    """A piece to begin with.

    Attributes:
        id: a name that never changes.
        icon: of Lucide's icon set, by its name there.
        request: what is planned for it; its prompt is `prompt`.
    """

    id: str
    name: str
    prompt: str
    icon: str
    category: Category
    request: PlanRequest


def _preset(
    id: str,
    name: str,
    icon: str,
    category: Category,
    prompt: str,
    *,
    duration_s: float = 60.0,
    loop: bool = False,
    under_voice: bool = False,
    genre: str | None = None,
    mood: str | None = None,
    bpm: float | None = None,
    energy: float | None = None,
) -> Preset:
    request = PlanRequest(
        prompt=prompt,
        genre=genre,
        mood=mood,
        bpm=bpm,
        duration_s=duration_s,
        loop=loop,
        under_voice=under_voice,
        energy=energy,
    )
    return Preset(id, name, prompt, icon, category, request)


PRESETS: dict[str, Preset] = {
    preset.id: preset
    for preset in (
        _preset("upbeat_electronic", "Upbeat electronic", "zap", "energy",
                "Upbeat electronic dance music with bright plucks, a build-up and a drop", genre="house", bpm=126),
        _preset("calm_ambient", "Calm ambient", "cloud", "relax",
                "Calm ambient pads with soft bells, peaceful and slow, no drums", duration_s=120.0, genre="ambient"),
        _preset("energetic_rock", "Energetic rock", "flame", "energy",
                "Energetic rock with electric guitars, driving drums and a big chorus", genre="rock", mood="energetic"),
        _preset("corporate_background", "Corporate background", "briefcase", "business",
                "Motivational corporate background with piano, muted guitar and strings", genre="corporate"),
        _preset("lofi_vlog", "Lo-fi vlog", "camera", "video",
                "Chill lo-fi beat for a vlog with electric piano and vinyl warmth", genre="lofi", duration_s=90.0),
        _preset("relaxing_piano", "Relaxing piano", "music", "relax",
                "Relaxing solo piano, gentle and warm", genre="classical", mood="calm", duration_s=120.0),
        _preset("tech_review", "Tech review", "cpu", "video",
                "Clean modern electronic background for a tech review, steady, with plucks and synth bass",
                genre="corporate", bpm=114, under_voice=True),
        _preset("news_intro", "News intro", "newspaper", "podcast",
                "News intro, urgent, with strings, brass and percussion", genre="cinematic", mood="tense",
                bpm=120, duration_s=12.0, energy=0.7),
        _preset("true_crime", "True crime", "search", "podcast",
                "True crime underscore, dark and mysterious, low drones, piano and pizzicato strings",
                genre="cinematic", mood="mysterious", under_voice=True, duration_s=120.0),
        _preset("podcast_bed", "Podcast bed", "mic", "podcast",
                "Warm and unobtrusive background for a podcast with guitar and soft keys",
                genre="corporate", under_voice=True, duration_s=180.0),
        _preset("podcast_intro", "Podcast intro", "radio", "podcast",
                "Catchy funky podcast intro with bass, clavinet and brass", genre="funk", duration_s=15.0),
        _preset("workout", "Workout", "dumbbell", "energy",
                "High energy workout music, pumping, with a build-up and a drop", genre="house", mood="energetic",
                bpm=130, duration_s=180.0),
        _preset("running", "Running", "footprints", "energy",
                "Driving uplifting trance for running", genre="trance", bpm=140, duration_s=180.0),
        _preset("meditation", "Meditation", "flower", "relax",
                "Meditation music with warm pads, kalimba and drone, no drums", genre="ambient", duration_s=300.0),
        _preset("sleep", "Sleep", "moon", "relax",
                "Very slow sleep music, soft pads and piano, fade out", genre="ambient", duration_s=300.0, energy=0.12),
        _preset("study_beats", "Study beats", "book-open", "relax",
                "Lo-fi study beats, mellow, with jazz guitar and electric piano", genre="lofi", duration_s=180.0),
        _preset("wedding", "Wedding", "heart", "events",
                "Romantic wedding music with piano, strings and harp", genre="classical", duration_s=120.0),
        _preset("birthday", "Birthday", "cake", "events",
                "Happy birthday party, cheerful pop with claps and brass", genre="pop", duration_s=45.0),
        _preset("christmas", "Christmas", "gift", "events",
                "Joyful Christmas music with bells, glockenspiel and strings", genre="pop", mood="happy"),
        _preset("kids", "Kids", "baby", "kids",
                "Playful kids music with xylophone, whistling and pizzicato strings", genre="pop", mood="playful"),
        _preset("bedtime", "Bedtime story", "bed", "kids",
                "Lullaby with music box, celesta and soft strings, very slow", genre="classical", mood="calm",
                duration_s=120.0),
        _preset("cooking_show", "Cooking show", "chef-hat", "video",
                "Cheerful jazzy music for a cooking show with clarinet, guitar and brushes",
                genre="jazz", mood="happy"),
        _preset("travel_vlog", "Travel vlog", "plane", "video",
                "Uplifting travel vlog with acoustic guitar, claps and whistles", genre="folk", mood="happy", bpm=112),
        _preset("real_estate", "Real estate tour", "home", "business",
                "Elegant deep house for a real estate video, smooth", genre="house", mood="calm", bpm=118),
        _preset("product_launch", "Product launch", "rocket", "business",
                "Inspiring product launch with a build-up, pulsing synths and drums", genre="corporate",
                mood="hopeful", bpm=118),
        _preset("explainer", "Explainer", "presentation", "business",
                "Light explainer background with marimba, pizzicato and ukulele", genre="corporate", under_voice=True,
                duration_s=90.0),
        _preset("fashion", "Fashion", "shopping-bag", "video",
                "Cool fashion show deep house with sub bass and plucks", genre="house", bpm=121),
        _preset("trailer", "Epic trailer", "clapperboard", "film",
                "Epic orchestral trailer with choir, brass and taiko drums, building to a climax",
                genre="cinematic", mood="epic", duration_s=90.0),
        _preset("documentary", "Documentary", "film", "film",
                "Thoughtful documentary underscore with piano and strings", genre="cinematic", mood="hopeful",
                under_voice=True, duration_s=120.0),
        _preset("horror", "Horror", "ghost", "film",
                "Horror score with tremolo strings, drones and church organ, dark", genre="cinematic", mood="dark",
                duration_s=90.0),
        _preset("chase", "Chase", "car", "film",
                "Tense chase scene with fast strings and drums", genre="cinematic", mood="tense", bpm=130, energy=0.75),
        _preset("sad_scene", "Sad scene", "cloud-rain", "film",
                "Sad and emotional piano and cello, slow", genre="classical", mood="sad", duration_s=90.0),
        _preset("spy", "Spy", "venetian-mask", "film",
                "Sneaky spy music with upright bass, muted trumpet and vibraphone", genre="jazz", mood="mysterious"),
        _preset("western", "Western", "sun", "film",
                "Wild west with acoustic guitar, harmonica and whistle", genre="country", mood="nostalgic"),
        _preset("game_menu", "Game menu", "gamepad-2", "game",
                "Dreamy game menu loop with harp and pads", genre="ambient", mood="dreamy", loop=True, duration_s=32.0),
        _preset("boss_fight", "Boss fight", "swords", "game",
                "Aggressive boss fight with distorted guitars, choir and drums", genre="metal", mood="aggressive",
                loop=True, duration_s=48.0),
        _preset("retro_platformer", "Retro platformer", "joystick", "game",
                "Happy 8-bit chiptune for a platformer", genre="chiptune", loop=True, duration_s=32.0),
        _preset("fantasy_tavern", "Fantasy tavern", "beer", "game",
                "Medieval tavern folk with lute, flute and hand drums", genre="folk", mood="playful", loop=True,
                duration_s=48.0),
        _preset("coffee_shop_jazz", "Coffee shop jazz", "coffee", "genres",
                "Mellow coffee shop jazz with piano, upright bass and brushes", genre="jazz", mood="calm",
                duration_s=180.0),
        _preset("bossa_lounge", "Bossa lounge", "palmtree", "genres",
                "Bossa nova with nylon guitar and flute, easy listening", genre="bossa_nova", duration_s=120.0),
        _preset("trap_beat", "Trap beat", "flame-kindling", "genres",
                "Dark trap beat with 808s and bells", genre="trap", bpm=140, duration_s=90.0),
        _preset("boom_bap", "Boom bap", "disc-3", "genres",
                "Old school boom bap with dusty piano and upright bass", genre="hip_hop", bpm=90, duration_s=90.0),
        _preset("synthwave_drive", "Night drive", "car-front", "genres",
                "Nostalgic 80s synthwave night drive with arpeggios", genre="synthwave", duration_s=120.0),
        _preset("drum_and_bass", "Liquid drum and bass", "waves", "genres",
                "Liquid drum and bass with piano and warm pads", genre="drum_and_bass", bpm=174, duration_s=120.0),
        _preset("latin_party", "Latin party", "party-popper", "genres",
                "Salsa party with piano, trumpets and percussion", genre="salsa", mood="happy"),
        _preset("reggae_beach", "Beach reggae", "umbrella", "genres",
                "Relaxed beach reggae with organ and guitar", genre="reggae", duration_s=90.0),
    )
}  # fmt: skip
"""Every preset by its id."""
